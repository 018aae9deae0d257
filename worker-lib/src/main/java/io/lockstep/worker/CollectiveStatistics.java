package io.lockstep.worker;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.network.StatisticsExchange;
import io.lockstep.synchronization.StepTimer;

/**
 * Statistics that go through the workers' collective, in the middle of forward and backward, whose
 * time they are not. Used by the worker's own thread.
 */
public final class CollectiveStatistics implements StatisticsExchange {
  private final Collective collective;
  private final StepTimer timer;

  public CollectiveStatistics(Collective collective, StepTimer timer) {
    this.collective = collective;
    this.timer = timer;
  }

  @Override
  public Table table(int width) {
    return new SharedTable(new Rows(collective.size(), width));
  }

  private final class SharedTable implements Table {
    private final Rows rows;

    SharedTable(Rows rows) {
      this.rows = rows;
    }

    @Override
    public double[] own() {
      return rows.of(collective.rank());
    }

    @Override
    public int ranks() {
      return rows.ranks();
    }

    @Override
    public double[] of(int rank) {
      return rows.of(rank);
    }

    @Override
    public void exchange() {
      timer.markComputed();
      long waited = collective.waitedNanos();
      collective.exchange(rows);
      timer.markCommunicated(collective.waitedNanos() - waited);
    }
  }
}
