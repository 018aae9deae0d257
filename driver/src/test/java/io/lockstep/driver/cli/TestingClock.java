package io.lockstep.driver.cli;

import java.util.function.LongSupplier;

/** Time that passes when told to. */
final class TestingClock implements LongSupplier {
  private long nanos = 1_000_000_000_000L;

  void advance(double seconds) {
    nanos += Math.round(seconds * 1e9);
  }

  @Override
  public long getAsLong() {
    return nanos;
  }
}
