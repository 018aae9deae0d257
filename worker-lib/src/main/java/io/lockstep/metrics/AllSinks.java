package io.lockstep.metrics;

import java.util.List;

/** Several sinks as one. */
final class AllSinks implements MetricSink {
  private final List<MetricSink> sinks;

  AllSinks(List<MetricSink> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  @Override
  public void accept(Metric metric) {
    sinks.forEach(sink -> sink.accept(metric));
  }

  @Override
  public void flush() {
    sinks.forEach(MetricSink::flush);
  }

  @Override
  public void close() {
    RuntimeException first = null;
    for (MetricSink sink : sinks) {
      try {
        sink.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
