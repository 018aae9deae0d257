package io.lockstep.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real command in a JVM that has no Spark, Hadoop, Scala, ND4J or Log4j. */
class WithoutSparkTest {
  private static final Pattern ABSENT =
      Pattern.compile("(spark|hadoop|scala|log4j|nd4j|deeplearning4j|bytedeco)[^/]*\\.jar$");

  @TempDir Path folder;

  @Test
  void helps() throws Exception {
    assertTrue(output(0, "train", "--help").startsWith("Usage: lockstep train "));
    assertTrue(output(0, "--version").startsWith("lockstep "));
  }

  @Test
  void refusesAWrongCommandLine() throws Exception {
    assertEquals(
        "lockstep: Cannot use the command line: Unknown option: '--oputput'; did you mean"
            + " '--output'? See 'lockstep train --help'.\n",
        output(64, "train", "plan.yaml", "--oputput", "a"));
  }

  @Test
  void refusesABadPlan() throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), "data: {trian: a.csv}\n");
    String output = output(64, "train", "plan.yaml");
    assertTrue(output.startsWith("lockstep: Cannot use plan plan.yaml ("), output);
    assertTrue(output.contains("did you mean 'train'?"), output);
    assertEquals(
        "lockstep: Cannot use plan no.yaml: there is no such file\n",
        output(64, "train", "no.yaml"));
  }

  private String output(int exitCode, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command has not ended within 60 s");
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertEquals(exitCode, process.exitValue(), text);
    return text;
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !ABSENT.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
