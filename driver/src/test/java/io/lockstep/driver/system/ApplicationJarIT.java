package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationJarIT {
  private static final Path JAR = Repository.applicationJar();

  @TempDir private Path folder;

  @Test
  void containsNoClassThatSparkBrings() throws IOException {
    Set<String> both = new TreeSet<>(classes(JAR));
    Set<String> sparks = new HashSet<>();
    try (Stream<Path> jars = Files.list(Repository.spark().resolve("jars"))) {
      for (Path jar : jars.toList()) {
        sparks.addAll(classes(jar));
      }
    }
    assertTrue(sparks.size() > 20_000, "Only " + sparks.size() + " classes in the assembled Spark");
    both.retainAll(sparks);
    assertEquals(Set.of(), both);
  }

  @Test
  void containsTheNativesOfOnePlatform() throws IOException {
    Set<String> natives =
        names(JAR).stream()
            .filter(name -> name.matches(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib|a)"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Set.of(),
        natives.stream()
            .filter(name -> !name.matches(".*/linux-x86[_-]64[^/]*/.*"))
            .collect(Collectors.toSet()));
    String nd4j = "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-";
    assertTrue(
        natives.containsAll(
            List.of(
                nd4j + "avx2/libnd4jcpu.so",
                nd4j + "avx512/libnd4jcpu.so",
                "org/bytedeco/openblas/linux-x86_64/libopenblas.so.0",
                "com/sun/jna/linux-x86-64/libjnidispatch.so")),
        natives.toString());
  }

  @Test
  void containsServicesAndTermsButNoSignatures() throws IOException {
    assertTrue(
        text("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend").contains("CpuBackend"));
    assertTrue(text("META-INF/LICENSE").contains("Apache License"));
    assertTrue(text("META-INF/NOTICE").contains("Optical Recognition of Handwritten"));
    assertEquals(
        List.of(),
        names(JAR).stream()
            .filter(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)|.*module-info\\.class"))
            .toList());
  }

  @Test
  void engineLoadsFromItBesideSparksJars() throws InterruptedException {
    String classPath =
        JAR
            + ":"
            + Repository.spark().resolve("jars")
            + "/*:"
            + Repository.file("driver/target/test-classes");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Outcome outcome =
        LockstepProcess.start(
                folder,
                Map.of("OMP_NUM_THREADS", "1"),
                List.of(java.toString(), "-Xmx256m", "-cp", classPath, EngineProbe.class.getName()))
            .await(Duration.ofMinutes(2));
    assertEquals(0, outcome.exitCode(), outcome.toString());
    assertTrue(outcome.stdout().contains("sum=75"), outcome.toString());
    assertTrue(outcome.stdout().contains("from=file:" + JAR), outcome.toString());
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      ZipEntry entry = jar.getEntry(name);
      assertTrue(entry != null, "No " + name);
      return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Set<String> classes(Path jar) throws IOException {
    return names(jar).stream()
        .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      return jar.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    }
  }
}
