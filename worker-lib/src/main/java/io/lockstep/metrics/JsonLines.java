package io.lockstep.metrics;

import static io.lockstep.checks.Checks.present;

import io.lockstep.storage.Storage;
import java.io.IOException;

/**
 * Writes metrics.jsonl: a JSON object a line, a line a metric. Where the file system cannot append,
 * {@code metrics-00001.jsonl} and so on follow.
 */
public final class JsonLines implements MetricSink {
  private final Written lines;

  private JsonLines(Storage storage, int part) {
    this.lines = new Written(storage, MetricsReader::name, part);
  }

  /** For a new run; removes what an earlier one left. */
  public static JsonLines start(Storage storage) {
    present(storage, "storage");
    try {
      new MetricsCut(storage).remove(0);
    } catch (IOException e) {
      throw Written.failure(storage.location() + "/" + MetricsReader.name(0), e);
    }
    return new JsonLines(storage, 0);
  }

  /** For a resume: first cuts back to the metrics of steps up to {@code step}. */
  public static JsonLines resume(Storage storage, long step) {
    present(storage, "storage");
    try {
      return new JsonLines(storage, new MetricsCut(storage).cut(step));
    } catch (IOException e) {
      throw Written.failure(storage.location() + "/" + MetricsReader.name(0), e);
    }
  }

  @Override
  public void accept(Metric metric) {
    lines.add(MetricJson.line(metric));
  }

  @Override
  public void flush() {
    lines.flush();
  }

  @Override
  public void close() {
    lines.close();
  }
}
