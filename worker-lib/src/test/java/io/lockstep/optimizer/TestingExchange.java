package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** The exchange of threads that share their vectors. */
final class TestingExchange {
  private final CyclicBarrier barrier;
  private double[] all = {};

  TestingExchange(int ranks) {
    this.barrier = new CyclicBarrier(ranks);
  }

  SliceExchange of(Slice slice) {
    return new SliceExchange() {
      @Override
      public void share(double[] sums, PieceCells cells) {
        put(
            sums,
            cells.from(slice.from()) * PieceCells.SUMS,
            cells.from(slice.to()) * PieceCells.SUMS);
        await();
        System.arraycopy(all, 0, sums, 0, sums.length);
        // Nobody puts what comes next before all have read.
        await();
      }

      @Override
      public void gather(FlatVector vector) {
        await();
      }
    };
  }

  private synchronized void put(double[] sums, int from, int to) {
    if (all.length != sums.length) {
      all = new double[sums.length];
    }
    System.arraycopy(sums, from, all, from, to - from);
  }

  private void await() {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
