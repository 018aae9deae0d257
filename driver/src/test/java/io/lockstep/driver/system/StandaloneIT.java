package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Master and two Workers that demand authentication, and a plain spark-submit of the one jar
 * with the options that the README names: none of our scripts.
 */
class StandaloneIT {
  @TempDir private Path folder;

  @Test
  void plainSparkSubmitTrainsOnAClusterThatAuthenticates()
      throws InterruptedException, IOException {
    Path run = folder.resolve("run");
    try (TestingCluster cluster =
        TestingCluster.start(
            folder.resolve("cluster"), "--workers", "2", "--secret", "a secret of the test")) {
      try (LockstepProcess training =
          LockstepProcess.sparkSubmit(
              folder,
              List.of(
                  "--master",
                  cluster.url(),
                  "--properties-file",
                  properties(cluster).toString(),
                  "--executor-memory",
                  "1g",
                  "--conf",
                  "spark.lockstep.collective=network"),
              "train",
              TestingPlan.write(folder, 6).toString(),
              "--workers",
              "2",
              "--output",
              run.toString())) {
        Outcome outcome = training.await(Duration.ofMinutes(5));
        assertEquals(0, outcome.exitCode(), outcome.toString());
      }
    }
    JsonNode result = new RunOutput(run).result();
    assertEquals("completed", result.path("status").textValue());
    assertEquals(2, result.path("workers").intValue());
    assertTrue(result.path("accuracy").doubleValue() > 0.9, result.toString());
  }

  /**
   * Four executors on two addresses, which stand for hosts: those of a host share memory, and each
   * slice crosses once.
   */
  @Test
  void executorsOnTwoHostsLearnWhatThreadsOfOneProcessDo() throws InterruptedException {
    Path plan = TestingPlan.write(folder, 3);
    Path apart = folder.resolve("apart");
    Path together = folder.resolve("together");
    try (TestingCluster cluster =
        TestingCluster.start(folder.resolve("cluster"), "--workers", "4", "--hosts", "2")) {
      Outcome outcome = train(plan, apart, cluster.url());
      assertEquals(0, outcome.exitCode(), outcome.toString());
      assertTrue(outcome.stdout().contains("127.0.0.2"), outcome.toString());
    }
    Outcome outcome = train(plan, together, "local[4]");
    assertEquals(0, outcome.exitCode(), outcome.toString());
    double[] expected = new RunOutput(together).losses();
    double[] losses = new RunOutput(apart).losses();
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], losses[step], 1e-4 * expected[step], "loss of step " + step);
    }
    long parameters = new RunOutput(apart).result().path("parameters").longValue();
    // Half of the sums and half of the parameters from each host to the other; with headers.
    long least = 2 * Float.BYTES * parameters;
    long sent = new RunOutput(apart).metrics("step").get(10).path("sentBytes").longValue();
    assertTrue(sent >= least && sent < 1.5 * least, sent + " bytes for " + least);
  }

  private Outcome train(Path plan, Path output, String master) throws InterruptedException {
    try (LockstepProcess training =
        LockstepProcess.lockstep(
            folder,
            "train",
            plan.toString(),
            "--master",
            master,
            "--workers",
            "4",
            "--output",
            output.toString())) {
      return training.await(Duration.ofMinutes(5));
    }
  }

  /** spark-submit takes one file: Lockstep's settings, and the cluster's secret. */
  private Path properties(TestingCluster cluster) throws IOException {
    return Files.writeString(
        folder.resolve("spark.conf"),
        Files.readString(Repository.file("conf/lockstep-defaults.conf"))
            + "spark.driver.host 127.0.0.1\n"
            + Files.readString(cluster.settings()));
  }
}
