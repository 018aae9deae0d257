package io.lockstep.driver.cluster;

import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics within a {@link WorkerMessage}. */
final class MetricCodec {
  private MetricCodec() {}

  static void write(Metric metric, DataOutputStream out) throws IOException {
    Progress progress = metric.progress();
    if (metric instanceof Metric.Step step) {
      out.writeByte(1);
      writeProgress(progress, out);
      out.writeLong(step.examples());
      out.writeDouble(step.loss());
      out.writeDouble(step.learningRate());
      out.writeDouble(step.gradientNorm());
      out.writeInt(step.workers().size());
      for (Metric.WorkerTimes times : step.workers()) {
        out.writeDouble(times.data());
        out.writeDouble(times.compute());
        out.writeDouble(times.waiting());
        out.writeDouble(times.communicate());
        out.writeDouble(times.update());
      }
      out.writeLong(step.traffic().sentBytes());
      out.writeLong(step.traffic().encodedBytes());
      out.writeDouble(step.traffic().error());
      out.writeDouble(step.traffic().cosine());
    } else if (metric instanceof Metric.Evaluation evaluation) {
      out.writeByte(2);
      writeProgress(progress, out);
      out.writeInt(evaluation.values().size());
      for (Map.Entry<String, Double> value : evaluation.values().entrySet()) {
        out.writeUTF(value.getKey());
        out.writeDouble(value.getValue());
      }
      out.writeDouble(evaluation.seconds());
      out.writeBoolean(evaluation.best());
    } else if (metric instanceof Metric.Checkpoint checkpoint) {
      out.writeByte(3);
      writeProgress(progress, out);
      out.writeUTF(checkpoint.name());
      out.writeDouble(checkpoint.seconds());
    }
  }

  static Metric read(DataInputStream in) throws IOException {
    byte type = in.readByte();
    Progress progress = readProgress(in);
    return switch (type) {
      case 1 -> readStep(progress, in);
      case 2 -> readEvaluation(progress, in);
      case 3 -> new Metric.Checkpoint(progress, in.readUTF(), in.readDouble());
      default -> throw new IOException("unknown metric " + type);
    };
  }

  private static Metric.Step readStep(Progress progress, DataInputStream in) throws IOException {
    long examples = in.readLong();
    double loss = in.readDouble();
    double learningRate = in.readDouble();
    double gradientNorm = in.readDouble();
    int count = count(in, 5 * Double.BYTES);
    List<Metric.WorkerTimes> times = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      times.add(
          new Metric.WorkerTimes(
              in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    Metric.Traffic traffic =
        new Metric.Traffic(in.readLong(), in.readLong(), in.readDouble(), in.readDouble());
    return new Metric.Step(progress, examples, loss, learningRate, gradientNorm, times, traffic);
  }

  private static Metric.Evaluation readEvaluation(Progress progress, DataInputStream in)
      throws IOException {
    int count = count(in, 2 + Double.BYTES);
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      values.put(in.readUTF(), in.readDouble());
    }
    return new Metric.Evaluation(progress, values, in.readDouble(), in.readBoolean());
  }

  static void writeProgress(Progress progress, DataOutputStream out) throws IOException {
    out.writeLong(progress.step());
    out.writeLong(progress.examples());
    out.writeLong(progress.examplesPerEpoch());
  }

  static Progress readProgress(DataInputStream in) throws IOException {
    return new Progress(in.readLong(), in.readLong(), in.readLong());
  }

  /** A count of things of a size, which cannot be more than what is there. */
  static int count(DataInputStream in, int leastBytes) throws IOException {
    int count = in.readInt();
    if (count < 0 || (long) count * leastBytes > in.available()) {
      throw new IOException("a count of " + count + " in " + in.available() + " bytes");
    }
    return count;
  }
}
