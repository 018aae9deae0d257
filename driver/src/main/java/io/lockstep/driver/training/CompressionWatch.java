package io.lockstep.driver.training;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.metrics.Metric;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.synchronization.SynchronizationSpec;
import java.util.Locale;
import java.util.Optional;

/** What a run's compression saves, and whether its guard has spoken. Used by one thread. */
final class CompressionWatch {
  private static final double MILLION = 1e6;

  private final Optional<CompressionSpec> spec;
  private final long denseBytes;
  private long steps;
  private long encodedBytes;
  private long sentBytes;
  private boolean fellBack;

  /**
   * @param parameters of the network
   */
  CompressionWatch(TrainingPlan plan, long parameters, int workers) {
    this.spec =
        plan.synchronization() instanceof SynchronizationSpec.GradientSharing sharing
            ? sharing.compression()
            : Optional.empty();
    this.denseBytes = Float.BYTES * parameters * workers;
  }

  /** Takes what has happened; a note for the user when the run falls back. */
  Optional<String> hear(Metric metric) {
    if (spec.isEmpty() || !(metric instanceof Metric.Step step)) {
      return Optional.empty();
    }
    Metric.Traffic traffic = step.traffic();
    steps++;
    encodedBytes += traffic.encodedBytes();
    sentBytes += traffic.sentBytes();
    if (fellBack || spec.get().guard().holds(traffic.error(), traffic.cosine())) {
      return Optional.empty();
    }
    fellBack = true;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Gradients are dense from step %d on: the compressed one was off by a relative error of %.3f (at most"
                + " %s) with a cosine of %.3f (at least %s).",
            step.progress().step() + 1,
            traffic.error(),
            spec.get().guard().maxError(),
            traffic.cosine(),
            spec.get().guard().minCosine()));
  }

  /** What was saved; empty if nothing was compressed. */
  Optional<String> summary() {
    if (spec.isEmpty() || steps == 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Gradients took %.2f %% of their dense bytes: %.3f MB a step over all workers instead of %.3f MB;"
                + " %.3f MB a step were sent between hosts.",
            100.0 * encodedBytes / (denseBytes * (double) steps),
            encodedBytes / MILLION / steps,
            denseBytes / MILLION,
            sentBytes / MILLION / steps));
  }
}
