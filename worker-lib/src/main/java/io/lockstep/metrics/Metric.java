package io.lockstep.metrics;

import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run reports while it goes on. */
public sealed interface Metric {
  /** Where the run was: after the step. */
  Progress progress();

  /**
   * One step.
   *
   * @param examples of this step over all workers (b_s)
   * @param loss mean over these examples, without penalties
   * @param learningRate of this step
   * @param gradientNorm L2 norm of the mean gradient before clipping; under parameter averaging the
   *     example-weighted mean of the workers' norms
   * @param workers time split of each worker, by rank
   * @param traffic between hosts
   */
  record Step(
      Progress progress,
      long examples,
      double loss,
      double learningRate,
      double gradientNorm,
      List<WorkerTimes> workers,
      Traffic traffic)
      implements Metric {
    public Step {
      present(progress, "progress");
      workers = List.copyOf(workers);
      present(traffic, "traffic");
    }

    /** Without traffic. */
    public Step(
        Progress progress,
        long examples,
        double loss,
        double learningRate,
        double gradientNorm,
        List<WorkerTimes> workers) {
      this(progress, examples, loss, learningRate, gradientNorm, workers, Traffic.NONE);
    }

    /** Seconds that the step took: the slowest worker's. */
    public double seconds() {
      return workers.stream().mapToDouble(WorkerTimes::total).max().orElse(0);
    }
  }

  /**
   * Where a worker's step went, in seconds.
   *
   * @param data waiting for the batch
   * @param compute forward and backward
   * @param waiting for slower peers
   * @param communicate moving and summing
   * @param update optimizer
   */
  record WorkerTimes(
      double data, double compute, double waiting, double communicate, double update) {
    public double total() {
      return data + compute + waiting + communicate + update;
    }
  }

  /**
   * What a step sent.
   *
   * @param sentBytes of all workers to other hosts since the step before, headers included
   * @param encodedBytes of all workers' gradients as they are shared, where compression is on; else
   *     0. Dense they have 4 bytes an element and worker
   * @param error relative error against the dense gradient; NaN unless the guard looked
   * @param cosine to the dense gradient; NaN unless the guard looked
   */
  record Traffic(long sentBytes, long encodedBytes, double error, double cosine) {
    public static final Traffic NONE = new Traffic(0, 0, Double.NaN, Double.NaN);
  }

  /**
   * One evaluation of the validation data.
   *
   * @param values by standard name: loss, accuracy, precision, recall, f1, or loss, mse, mae, r2
   * @param seconds that it took
   * @param best whether it is the best so far
   */
  record Evaluation(Progress progress, Map<String, Double> values, double seconds, boolean best)
      implements Metric {
    public Evaluation {
      present(progress, "progress");
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** A checkpoint was written. */
  record Checkpoint(Progress progress, String name, double seconds) implements Metric {
    public Checkpoint {
      present(progress, "progress");
      present(name, "name");
    }
  }
}
