package io.lockstep.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Cuts metrics back to a checkpoint. What goes, goes from the end, so that a cut that is
 * interrupted can be made again.
 */
final class MetricsCut {
  private final Storage storage;
  private final MetricsReader reader;

  MetricsCut(Storage storage) {
    this.storage = storage;
    this.reader = new MetricsReader(storage);
  }

  /**
   * Keeps the whole lines of steps up to {@code step}.
   *
   * @return the part to go on with
   */
  int cut(long step) throws IOException {
    int last = Math.max(0, MetricsReader.parts(storage) - 1);
    int border = 0;
    while (border < last && !hasBeyond(step, MetricsReader.name(border))) {
      border++;
    }
    remove(border + 1);
    if (storage.exists(MetricsReader.name(border))) {
      // Even if nothing is cut: on HDFS a dead writer may still hold the old file open.
      String name = MetricsReader.name(border);
      storage.write(name, out -> copy(name, step, out));
    }
    return border;
  }

  /** Removes this part and those after it; the last one first. */
  void remove(int from) throws IOException {
    for (int part = MetricsReader.parts(storage) - 1; part >= from; part--) {
      storage.delete(MetricsReader.name(part));
    }
  }

  private boolean hasBeyond(long step, String name) throws IOException {
    AtomicBoolean beyond = new AtomicBoolean();
    reader.each(
        name,
        (line, metric) -> {
          if (metric.progress().step() > step) {
            beyond.set(true);
          }
        });
    return beyond.get();
  }

  private void copy(String name, long step, OutputStream out) throws IOException {
    reader.each(
        name,
        (line, metric) -> {
          if (metric.progress().step() <= step) {
            out.write((line + "\n").getBytes(UTF_8));
          }
        });
  }
}
