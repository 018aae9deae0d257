package io.lockstep.collective;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread passes the time until its peers arrive: spin, yield, park. Peers that are nearly
 * there are met within a microsecond, and those that take long do not cost a core, which they may
 * need themselves.
 */
final class Patience {
  private static final int SPINS = 200;
  private static final int YIELDS = 200;
  private static final long PARK_NANOS = 50_000;

  private Patience() {}

  /**
   * Passes a moment.
   *
   * @param turn how many moments have passed in this wait
   */
  static void pass(int turn) {
    if (turn < SPINS) {
      Thread.onSpinWait();
    } else if (turn < SPINS + YIELDS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(PARK_NANOS);
    }
  }
}
