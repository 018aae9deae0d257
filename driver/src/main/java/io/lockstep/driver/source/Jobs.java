package io.lockstep.driver.source;

import java.io.IOException;
import java.util.function.Supplier;

/** Spark jobs over data that may turn out to be unreadable. */
final class Jobs {
  private Jobs() {}

  /** Runs a job; that the data cannot be read is bad data, all else is as it is. */
  static <T> T run(String source, Supplier<T> job) {
    try {
      return job.get();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      Throwable root = root(e);
      boolean unreadable =
          root instanceof IOException
              || root.getClass().getName().startsWith("org.apache.parquet.");
      if (unreadable) {
        throw SourceFailure.data(
            "Cannot read the data " + source + ": " + SourceFailure.reason(root) + ".", e);
      }
      throw e;
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
