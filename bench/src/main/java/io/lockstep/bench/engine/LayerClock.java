package io.lockstep.bench.engine;

import io.lockstep.network.dl4j.LayerObserver;
import java.util.Arrays;

/** Adds up the CPU time of each layer and pass. */
final class LayerClock implements LayerObserver {
  private final long[][] nanos;
  private long entered;

  LayerClock(int layers) {
    this.nanos = new long[Pass.values().length][layers];
  }

  @Override
  public void enters(int layer, Pass pass) {
    entered = ThreadUse.cpuNanos();
  }

  @Override
  public void leaves(int layer, Pass pass) {
    nanos[pass.ordinal()][layer] += ThreadUse.cpuNanos() - entered;
  }

  void reset() {
    for (long[] ofPass : nanos) {
      Arrays.fill(ofPass, 0);
    }
  }

  /** Since the last reset. */
  double millis(int layer, Pass pass) {
    return nanos[pass.ordinal()][layer] / 1e6;
  }
}
