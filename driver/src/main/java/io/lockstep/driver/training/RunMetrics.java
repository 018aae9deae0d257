package io.lockstep.driver.training;

import io.lockstep.metrics.JsonLines;
import io.lockstep.metrics.Metric;
import io.lockstep.metrics.MetricSink;
import io.lockstep.metrics.MetricsReader;
import io.lockstep.metrics.TensorBoardEvents;
import io.lockstep.progress.Progress;
import io.lockstep.storage.Storage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where a run's metrics go: metrics.jsonl and TensorBoard's event files. Used by one thread. */
final class RunMetrics implements AutoCloseable {
  /** How long those who look on may have to wait. */
  private static final Duration FLUSH = Duration.ofSeconds(2);

  private final MetricSink sink;
  private final Clock clock;
  private final Map<String, Double> best;
  private long flushed;

  private RunMetrics(MetricSink sink, Clock clock, Map<String, Double> best) {
    this.sink = sink;
    this.clock = clock;
    this.best = best;
    this.flushed = clock.millis();
  }

  /** Opens the files of a run that begins, or goes on, somewhere; cuts them back to there. */
  static RunMetrics open(Storage storage, Progress from, Clock clock) {
    if (from.step() == 0) {
      return new RunMetrics(
          MetricSink.all(
              List.of(JsonLines.start(storage), TensorBoardEvents.start(storage, host(), clock))),
          clock,
          Map.of());
    }
    MetricSink sink =
        MetricSink.all(
            List.of(
                JsonLines.resume(storage, from.step()),
                TensorBoardEvents.resume(storage, host(), clock, from.step())));
    return new RunMetrics(sink, clock, best(storage));
  }

  /** Values of the best evaluation before a resume; empty if there was none. */
  Map<String, Double> bestBefore() {
    return best;
  }

  void accept(Metric metric) {
    sink.accept(metric);
    if (!(metric instanceof Metric.Step) || clock.millis() - flushed > FLUSH.toMillis()) {
      sink.flush();
      flushed = clock.millis();
    }
  }

  @Override
  public void close() {
    sink.close();
  }

  private static Map<String, Double> best(Storage storage) {
    Map<String, Double> best = Map.of();
    for (Metric metric : new MetricsReader(storage).all()) {
      if (metric instanceof Metric.Evaluation evaluation && evaluation.best()) {
        best = evaluation.values();
      }
    }
    return best;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
