package io.lockstep.driver.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.driver.system.LockstepProcess.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterIT {
  @TempDir private Path folder;

  @Test
  void startsWhatStatusSeesAndStopEnds() throws InterruptedException {
    TestingCluster cluster = TestingCluster.start(folder, "--workers", "1");
    try (cluster) {
      Outcome status = cluster.status();
      assertEquals(0, status.exitCode(), status.toString());
      assertTrue(
          status.stdout().endsWith(cluster.url() + ": 1 workers alive\n"), status.toString());
    }
    Outcome status = cluster.status();
    assertEquals(3, status.exitCode(), status.toString());
    assertEquals("No complete cluster runs.\n", status.stdout());
  }
}
