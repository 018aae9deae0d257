package io.lockstep.bench.contest;

import java.nio.file.Path;
import java.util.Optional;

/** One of two that do the same work. */
public interface Side {
  /** As the tables call it. */
  String name();

  /** What it was given: threads, settings, libraries; one sentence. */
  String given();

  /** Why it cannot run here, as a sentence; empty if it can. */
  Optional<String> absence();

  /**
   * Does the work once.
   *
   * @param folder of this run, for logs and results; made by the side
   */
  Measurement measure(Path folder) throws InterruptedException;
}
