package io.lockstep.driver.system;

import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A real standalone Spark cluster on loopback, started and stopped by {@code scripts/cluster}.
 * Start one a test class (in {@code @BeforeAll}) and close it: a start takes 5 to 20 seconds.
 */
final class TestingCluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  private final Path folder;
  private final String url;

  private TestingCluster(Path folder, String url) {
    this.folder = folder;
    this.url = url;
  }

  /** Starts one; options as {@code scripts/cluster start} has them: {@code "--workers", "2"}. */
  static TestingCluster start(Path folder, String... options) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("start"));
    arguments.addAll(Arrays.asList(options));
    Outcome outcome = run(folder, arguments, START_LIMIT);
    if (outcome.exitCode() != 0) {
      throw new AssertionError("Cannot start a cluster: " + outcome);
    }
    return new TestingCluster(folder, outcome.stdout().trim());
  }

  /** For {@code --master}. */
  String url() {
    return url;
  }

  /** For {@code --properties-file}: what clients must set as the cluster has it (a secret, say). */
  Path settings() {
    return folder.resolve("cluster.conf");
  }

  /** What {@code scripts/cluster status} says; exit code 3 once it is stopped. */
  Outcome status() throws InterruptedException {
    return run(folder, List.of("status"), STOP_LIMIT);
  }

  @Override
  public void close() {
    try {
      Outcome outcome = run(folder, List.of("stop"), STOP_LIMIT);
      if (outcome.exitCode() != 0) {
        throw new AssertionError("Cannot stop the cluster: " + outcome);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while the cluster in " + folder + " stopped.", e);
    }
  }

  private static Outcome run(Path folder, List<String> arguments, Duration limit)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(Repository.file("scripts/cluster").toString()));
    command.addAll(arguments);
    Map<String, String> environment = Map.of("LOCKSTEP_CLUSTER_DIR", folder.toString());
    return LockstepProcess.start(folder.resolve("scripts"), environment, command).await(limit);
  }
}
