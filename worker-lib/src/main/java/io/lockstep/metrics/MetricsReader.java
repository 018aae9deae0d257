package io.lockstep.metrics;

import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads metrics.jsonl, and its further parts where the file system could not append. A last line
 * that a killed process left unfinished is passed over.
 */
public final class MetricsReader {
  private final Storage storage;

  /**
   * @param storage the output of a run
   */
  public MetricsReader(Storage storage) {
    this.storage = present(storage, "storage");
  }

  /** The file of a part. */
  static String name(int part) {
    return part == 0 ? "metrics.jsonl" : String.format(Locale.ROOT, "metrics-%05d.jsonl", part);
  }

  /** How many parts there are. */
  static int parts(Storage storage) throws IOException {
    int parts = 0;
    while (storage.exists(name(parts))) {
      parts++;
    }
    return parts;
  }

  /** All metrics, in the order in which they were written. */
  public List<Metric> all() {
    List<Metric> metrics = new ArrayList<>();
    each(metrics::add);
    return metrics;
  }

  /**
   * Hands all metrics over, in the order in which they were written.
   *
   * @throws LockstepException if a line is not what the format says (data), naming file and line,
   *     or if the storage failed (temporary)
   */
  public void each(Consumer<Metric> consumer) {
    try {
      int parts = parts(storage);
      for (int part = 0; part < parts; part++) {
        each(name(part), (line, metric) -> consumer.accept(metric));
      }
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.TEMPORARY,
          "Cannot read " + storage.location() + "/" + name(0) + ": " + e.getMessage(),
          e);
    }
  }

  /** What to do with a line. */
  @FunctionalInterface
  interface LineConsumer {
    void accept(String line, Metric metric) throws IOException;
  }

  /** Hands over the whole lines of one part and what they mean. */
  void each(String name, LineConsumer consumer) throws IOException {
    long number = 0;
    try (Lines lines = new Lines(storage.read(name))) {
      while (true) {
        number++;
        Optional<String> line = lines.next();
        if (line.isEmpty()) {
          return;
        }
        consumer.accept(line.get(), MetricParser.parse(line.get()));
      }
    } catch (IllegalArgumentException e) {
      throw new LockstepException(
          ExitCode.DATA,
          "Cannot read "
              + storage.location()
              + "/"
              + name
              + " line "
              + number
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
