package io.lockstep.metrics;

import io.lockstep.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics whose numbers follow from their step: batches of 32 out of 100 examples an epoch. */
final class TestingMetrics {
  private TestingMetrics() {}

  static Progress progress(long step) {
    return new Progress(step, step * 32, 100);
  }

  static Metric.Step step(long step, int workers) {
    List<Metric.WorkerTimes> times = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      times.add(new Metric.WorkerTimes(0.03125, 0.5, 0.25 * rank, 0.125, 0.0625));
    }
    return new Metric.Step(progress(step), 32, 1.0 / step, 0.001, 2.5, times);
  }

  static Metric.Evaluation evaluation(long step) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", 0.75);
    values.put("accuracy", 0.9375);
    return new Metric.Evaluation(progress(step), values, 1.5, true);
  }

  static Metric.Checkpoint checkpoint(long step) {
    return new Metric.Checkpoint(progress(step), "step-" + step, 0.25);
  }
}
