package io.lockstep.worker;

import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.network.StatisticsExchange;

/** Statistics that go through the workers' collective. Used by the worker's own thread. */
public final class CollectiveStatistics implements StatisticsExchange {
  private final Collective collective;

  public CollectiveStatistics(Collective collective) {
    this.collective = collective;
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
      collective.exchange(rows);
    }
  }
}
