package io.lockstep.driver.cluster;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checks.ExitCode;
import io.lockstep.driver.memory.MeasuredMemory;
import io.lockstep.metrics.Metric;
import io.lockstep.worker.WorkerReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker tells the driver. The layout of the bytes is in docs/formats/worker-messages.md.
 */
sealed interface WorkerMessage {
  byte VERSION = 1;

  /** All workers have found each other and this one begins. */
  record Started(int rank, String host, String engine, List<String> gpus)
      implements WorkerMessage {}

  /** Still there. */
  record Heartbeat(int rank) implements WorkerMessage {}

  /** What rank 0 reports, in order. */
  record Reported(List<Metric> metrics) implements WorkerMessage {}

  /**
   * This worker has failed.
   *
   * @param echo whether the cause is elsewhere: a peer failed, or the worker was told to stop
   */
  record Failed(
      int rank, String host, Echo echo, ExitCode exitCode, String message, String stackTrace)
      implements WorkerMessage {}

  /**
   * This worker has ended in good order.
   *
   * @param memory of its process
   */
  record Finished(int rank, WorkerReport report, MeasuredMemory memory) implements WorkerMessage {}

  /** Whether a failure is the cause or follows from another. */
  enum Echo {
    CAUSE,
    /** A peer is gone. */
    PEER_LOST,
    /** A peer failed, or the driver or Spark ended this worker. */
    FOLLOWS
  }

  /** A message and the run that it belongs to. */
  record Envelope(String nonce, WorkerMessage message) {
    byte[] write() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeByte(VERSION);
        out.writeUTF(nonce);
        WorkerMessage.write(message, out);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write a message to memory", e);
      }
      return bytes.toByteArray();
    }

    static Envelope read(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        byte version = in.readByte();
        check(version == VERSION, "version of a worker's message", "" + VERSION, version);
        Envelope envelope = new Envelope(in.readUTF(), WorkerMessage.read(in));
        check(in.read() < 0, "worker's message", "without bytes behind it", bytes.length);
        return envelope;
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read a worker's message: " + e.getMessage(), e);
      }
    }
  }

  /** A reply with the driver's word. */
  static byte[] reply(DriverWord word) {
    return new byte[] {VERSION, (byte) word.ordinal()};
  }

  static DriverWord readReply(Object reply) {
    check(
        reply instanceof byte[] bytes
            && bytes.length == 2
            && bytes[0] == VERSION
            && bytes[1] >= 0
            && bytes[1] < DriverWord.values().length,
        "driver's reply",
        "version and word",
        reply);
    return DriverWord.values()[((byte[]) reply)[1]];
  }

  private static void write(WorkerMessage message, DataOutputStream out) throws IOException {
    if (message instanceof Started started) {
      out.writeByte(1);
      out.writeInt(started.rank());
      out.writeUTF(started.host());
      writeText(started.engine(), out);
      writeTexts(started.gpus(), out);
    } else if (message instanceof Heartbeat heartbeat) {
      out.writeByte(2);
      out.writeInt(heartbeat.rank());
    } else if (message instanceof Reported reported) {
      out.writeByte(3);
      out.writeInt(reported.metrics().size());
      for (Metric metric : reported.metrics()) {
        MetricCodec.write(metric, out);
      }
    } else if (message instanceof Failed failed) {
      out.writeByte(4);
      out.writeInt(failed.rank());
      out.writeUTF(failed.host());
      out.writeByte(failed.echo().ordinal());
      out.writeByte(failed.exitCode().ordinal());
      writeText(failed.message(), out);
      writeText(failed.stackTrace(), out);
    } else if (message instanceof Finished finished) {
      out.writeByte(5);
      writeFinished(finished, out);
    }
  }

  private static WorkerMessage read(DataInputStream in) throws IOException {
    byte type = in.readByte();
    return switch (type) {
      case 1 -> new Started(in.readInt(), in.readUTF(), readText(in), readTexts(in));
      case 2 -> new Heartbeat(in.readInt());
      case 3 -> readReported(in);
      case 4 ->
          new Failed(
              in.readInt(),
              in.readUTF(),
              of(Echo.values(), in.readByte()),
              of(ExitCode.values(), in.readByte()),
              readText(in),
              readText(in));
      case 5 -> new Finished(in.readInt(), readReport(in), readMemory(in));
      default -> throw new IOException("unknown type " + type);
    };
  }

  private static <T> T of(T[] values, byte ordinal) throws IOException {
    if (ordinal < 0 || ordinal >= values.length) {
      throw new IOException("unknown value " + ordinal);
    }
    return values[ordinal];
  }

  private static Reported readReported(DataInputStream in) throws IOException {
    int count = MetricCodec.count(in, 10);
    List<Metric> metrics = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      metrics.add(MetricCodec.read(in));
    }
    return new Reported(metrics);
  }

  private static void writeFinished(Finished finished, DataOutputStream out) throws IOException {
    WorkerReport report = finished.report();
    out.writeInt(finished.rank());
    out.writeByte(report.outcome().ordinal());
    MetricCodec.writeProgress(report.progress(), out);
    out.writeDouble(report.seconds());
    out.writeDouble(report.examplesPerSecond());
    out.writeUTF(report.parametersSha256());
    MeasuredMemory memory = finished.memory();
    out.writeLong(memory.heapBytes());
    out.writeLong(memory.outsideHeapBytes());
    out.writeLong(memory.peakResidentBytes());
  }

  private static WorkerReport readReport(DataInputStream in) throws IOException {
    return new WorkerReport(
        of(WorkerReport.Outcome.values(), in.readByte()),
        MetricCodec.readProgress(in),
        in.readDouble(),
        in.readDouble(),
        in.readUTF());
  }

  private static MeasuredMemory readMemory(DataInputStream in) throws IOException {
    return new MeasuredMemory(in.readLong(), in.readLong(), in.readLong());
  }

  private static void writeTexts(List<String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(text, out);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    int count = MetricCodec.count(in, Integer.BYTES);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(readText(in));
    }
    return List.copyOf(texts);
  }

  private static void writeText(String text, DataOutputStream out) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] utf8 = in.readNBytes(MetricCodec.count(in, 1));
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
