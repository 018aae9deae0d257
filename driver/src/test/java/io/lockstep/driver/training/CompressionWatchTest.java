package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.metrics.Metric;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.Progress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompressionWatchTest {
  private static TrainingPlan plan(String synchronization) {
    String text =
        "data: {train: a.csv}\nmodel: {layers: [dense: 4]}\nsynchronization: " + synchronization;
    return PlanParser.forFiles().parse("plan.yaml", text, List.of());
  }

  private static Metric.Step step(long step, Metric.Traffic traffic) {
    return new Metric.Step(new Progress(step, step * 8, 80), 8, 0.5, 0.1, 1, List.of(), traffic);
  }

  @Test
  void saysWhatWasSaved() {
    CompressionWatch watch = new CompressionWatch(plan("{compression: top-k}"), 1_000_000, 2);
    for (int i = 1; i <= 4; i++) {
      Metric.Traffic traffic = new Metric.Traffic(250_000, 160_000, Double.NaN, Double.NaN);
      assertEquals(Optional.empty(), watch.hear(step(i, traffic)));
    }
    assertEquals(
        Optional.of(
            "Gradients took 2.00 % of their dense bytes: 0.160 MB a step over all workers instead of 8.000 MB;"
                + " 0.250 MB a step were sent between hosts."),
        watch.summary());
  }

  @Test
  void saysOnceThatTheGuardHasSpoken() {
    CompressionWatch watch =
        new CompressionWatch(plan("{compression: {type: bf16, guard: {max-error: 0.5}}}"), 10, 1);
    assertEquals(Optional.empty(), watch.hear(step(99, new Metric.Traffic(0, 20, 0.5, 1))));
    assertEquals(
        Optional.of(
            "Gradients are dense from step 101 on: the compressed one was off by a relative error of 0.510 (at most"
                + " 0.5) with a cosine of 1.000 (at least 0.999)."),
        watch.hear(step(100, new Metric.Traffic(0, 20, 0.51, 1))));
    assertEquals(Optional.empty(), watch.hear(step(200, new Metric.Traffic(0, 40, 0.6, 1))));
  }

  @Test
  void hasNothingToSayOfDenseRuns() {
    CompressionWatch watch = new CompressionWatch(plan("gradient-sharing"), 10, 1);
    assertEquals(Optional.empty(), watch.hear(step(1, new Metric.Traffic(7, 0, 2, -1))));
    assertEquals(Optional.empty(), watch.summary());
  }
}
