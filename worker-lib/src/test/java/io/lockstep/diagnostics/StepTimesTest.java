package io.lockstep.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  private final StepTimes times = new StepTimes();
  private Progress progress = Progress.start(1_000);

  private void add(int examples, Metric.WorkerTimes... workers) {
    progress = progress.advance(examples);
    times.add(new Metric.Step(progress, examples, 1, 0.1, 1, List.of(workers)));
  }

  @Test
  void leavesTheFirstTenStepsOut() {
    for (int step = 0; step < 10; step++) {
      add(100, new Metric.WorkerTimes(50, 50, 50, 50, 50));
    }
    assertTrue(times.profile().isEmpty());
    add(64, new Metric.WorkerTimes(1, 2, 3, 4, 5));
    TimeProfile profile = times.profile().orElseThrow();
    assertEquals(new TimeProfile(1, 64, 1_000, 1, 3, 4, 5, List.of(2.0), 3), profile);
    assertEquals(15, profile.total());
    assertEquals(0.2, profile.share(3));
  }

  @Test
  void takesMeansOverStepsAndWorkersAndComputeByRank() {
    for (int step = 0; step < 10; step++) {
      add(1, new Metric.WorkerTimes(0, 0, 0, 0, 0), new Metric.WorkerTimes(0, 0, 0, 0, 0));
    }
    add(10, new Metric.WorkerTimes(1, 10, 0, 2, 4), new Metric.WorkerTimes(3, 6, 7, 2, 0));
    add(20, new Metric.WorkerTimes(0, 20, 1, 0, 4), new Metric.WorkerTimes(0, 8, 0, 0, 0));
    assertEquals(
        new TimeProfile(2, 20, 1_000, 1, 2, 1, 2, List.of(15.0, 7.0), 7),
        times.profile().orElseThrow());
    assertEquals(11, times.profile().orElseThrow().compute());
  }
}
