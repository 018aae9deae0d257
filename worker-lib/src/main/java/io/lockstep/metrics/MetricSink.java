package io.lockstep.metrics;

import java.util.List;

/**
 * Where metrics go. Used by one thread.
 *
 * <p>A sink that cannot write fails with a {@link io.lockstep.checks.LockstepException} (temporary)
 * that names the file.
 */
public interface MetricSink extends AutoCloseable {
  /** Takes a metric; it may stay in memory until the next {@link #flush}. */
  void accept(Metric metric);

  /**
   * Lets readers see all that was accepted. Flush before each checkpoint, so that a resume finds
   * every step up to it, and every few seconds, for whoever looks on.
   */
  void flush();

  /** Flushes and lets go. */
  @Override
  void close();

  /** All of them as one; each is closed even if another fails to. */
  static MetricSink all(List<MetricSink> sinks) {
    return new AllSinks(sinks);
  }
}
