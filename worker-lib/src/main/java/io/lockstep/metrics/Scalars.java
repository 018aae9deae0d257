package io.lockstep.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What TensorBoard shows of a metric: values by tag, as docs/formats/tensorboard.md lists them. */
final class Scalars {
  /** Up to this many workers every step shows all time splits; beyond it, they are thinned out. */
  private static final int WORKERS_A_STEP = 8;

  private Scalars() {}

  static Map<String, Double> of(Metric metric) {
    Map<String, Double> values = new LinkedHashMap<>();
    if (metric instanceof Metric.Step step) {
      addStep(values, step);
    } else if (metric instanceof Metric.Evaluation evaluation) {
      evaluation.values().forEach((name, value) -> values.put(name + "/validation", value));
    } else if (metric instanceof Metric.Checkpoint checkpoint) {
      values.put("checkpoint-seconds", checkpoint.seconds());
    }
    return values;
  }

  private static void addStep(Map<String, Double> values, Metric.Step step) {
    values.put("loss/train", step.loss());
    values.put("learning-rate", step.learningRate());
    values.put("gradient-norm", step.gradientNorm());
    if (step.seconds() > 0) {
      values.put("examples-per-second", step.examples() / step.seconds());
    }
    addTraffic(values, step.traffic());
    int stride = (step.workers().size() + WORKERS_A_STEP - 1) / WORKERS_A_STEP;
    if (stride > 0 && step.progress().step() % stride == 0) {
      addTimes(values, step.workers());
    }
  }

  private static void addTraffic(Map<String, Double> values, Metric.Traffic traffic) {
    if (traffic.sentBytes() > 0) {
      values.put("bytes-sent", (double) traffic.sentBytes());
    }
    if (traffic.encodedBytes() > 0) {
      values.put("compression/bytes", (double) traffic.encodedBytes());
    }
    if (!Double.isNaN(traffic.error())) {
      values.put("compression/error", traffic.error());
      values.put("compression/cosine", traffic.cosine());
    }
  }

  private static void addTimes(Map<String, Double> values, List<Metric.WorkerTimes> workers) {
    for (int rank = 0; rank < workers.size(); rank++) {
      Metric.WorkerTimes times = workers.get(rank);
      values.put("time-data/worker-" + rank, times.data());
      values.put("time-compute/worker-" + rank, times.compute());
      values.put("time-waiting/worker-" + rank, times.waiting());
      values.put("time-communicate/worker-" + rank, times.communicate());
      values.put("time-update/worker-" + rank, times.update());
    }
  }
}
