package io.lockstep.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.nativeblas.NativeOpsHolder;

class NativesTest {
  private static final CpuFlags AVX2 = flags("avx avx2 fma f16c bmi1 bmi2 sse4_2");
  private static final CpuFlags AVX512 =
      flags("avx2 fma f16c bmi1 bmi2 avx512f avx512cd avx512bw avx512dq avx512vl");

  private static CpuFlags flags(String flags) {
    return CpuFlags.parse(List.of("processor : 0", "flags\t\t: " + flags, "flags : none"));
  }

  @Test
  void theVariantIsTheBestThatTheProcessorHas() {
    assertEquals("-onednn-avx512", AVX512.nativeVariant(""));
    assertEquals("-onednn-avx2", AVX2.nativeVariant(""));
    // As Knights Landing has it: AVX-512, but not all of it.
    assertEquals("-onednn-avx2", flags("avx2 fma f16c avx512f avx512cd").nativeVariant(""));
  }

  @Test
  void aWishIsGrantedUnlessTheProcessorCannot() {
    assertEquals("-onednn-avx2", AVX512.nativeVariant("-onednn-avx2"));
    LockstepException failure =
        assertThrows(LockstepException.class, () -> AVX2.nativeVariant("-onednn-avx512"));
    assertEquals(
        "Cannot load ND4J's variant -onednn-avx512: this processor has no AVX-512. Remove the system"
            + " property org.bytedeco.javacpp.platform.extension.",
        failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }

  @Test
  void aProcessorWithoutAvx2IsRefused() {
    LockstepException failure =
        assertThrows(LockstepException.class, () -> flags("sse4_2 avx").nativeVariant(""));
    assertEquals(
        "Cannot use the engine dl4j: this processor has no AVX2, which its libraries are built for."
            + " Use hosts with AVX2 (Intel since 2013, AMD since 2015).",
        failure.getMessage());
    assertEquals(ExitCode.RESOURCES, failure.exitCode());
    assertEquals(Set.of(), CpuFlags.parse(List.of("no such line")).flags());
  }

  @Test
  void whatIsLoadedFitsTheProcessor() {
    Natives natives = Natives.loaded();
    assumeTrue(natives.cpu().hasAvx2(), "this processor has no AVX2");
    assertTrue(
        natives.blasCore().usesAvx2(), "OpenBLAS takes this processor for " + natives.blasCore());
    assertEquals(natives.cpu().hasAvx512() ? "onednn-avx512" : "onednn-avx2", natives.variant());
    Nd4jCpu nd4j = (Nd4jCpu) NativeOpsHolder.getInstance().getDeviceNativeOps();
    assertEquals(natives.cpu().hasAvx512() ? 3 : 2, nd4j.binaryLevel(), "ND4J's own word for it");
    assertTrue(Nd4jCpu.Environment.getInstance().isUseONEDNN());
    assertEquals(List.of(natives.variant()), loadedVariants());
  }

  /** The folders of libnd4jcpu.so in this process's memory map. */
  private static List<String> loadedVariants() {
    try {
      return Files.readAllLines(Path.of("/proc/self/maps")).stream()
          .filter(line -> line.endsWith("/libnd4jcpu.so"))
          .map(line -> line.replaceAll(".*/linux-x86_64-([^/]*)/.*", "$1"))
          .distinct()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theCoreThatOpenBlasChoseIsFound() {
    assertFalse(BlasCore.PRESCOTT.usesAvx2());
    assertFalse(BlasCore.UNKNOWN.usesAvx2());
    assertTrue(BlasCore.HASWELL.usesAvx2());
    assertTrue(BlasCore.EXCAVATOR.usesAvx2());
    assertEquals("Haswell", BlasCore.HASWELL.toString());
  }

  @Test
  void theDescriptionSaysWhatWasChosen() {
    Natives natives = Natives.loaded();
    assertEquals(
        "dl4j 1.0.0-M2.1 on CPU, "
            + natives.variant()
            + ", OpenBLAS 0.3.31 for "
            + natives.blasCore()
            + ", one thread a worker",
        new Dl4jEngine().description());
  }

  @Test
  void theVersionIsThatOfTheLibrary() throws IOException {
    try (var in =
        org.deeplearning4j.nn.multilayer.MultiLayerNetwork.class.getResourceAsStream(
            "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties")) {
      assertTrue(new String(in.readAllBytes()).contains("version=" + Dl4jEngine.VERSION + "\n"));
    }
  }

  @Test
  void aWorkerComputesOnOneThreadWithoutAnyEnvironment(@TempDir Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            TestingThreads.class.getName());
    builder.environment().keySet().removeIf(name -> name.matches("(OMP|OPENBLAS|MKL|GOTO)_.*"));
    File out = folder.resolve("out").toFile();
    Process process = builder.redirectErrorStream(true).redirectOutput(out).start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the other JVM did not end in 120 s");
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(out.toPath());
    assertTrue(text.lines().anyMatch("other threads computed: false"::equals), text);
  }
}
