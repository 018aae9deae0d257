package io.lockstep.network;

/**
 * How a network's statistics are put together with those of its peers in the middle of a pass. All
 * ranks make the same tables in the same order, and exchange them in the same order, whether they
 * have examples in a step or not.
 */
@FunctionalInterface
public interface StatisticsExchange {
  /** Of a worker that has no peers. */
  StatisticsExchange ALONE = LoneTable::new;

  /**
   * A row of float64 for each rank.
   *
   * @param width values of a row; the same on all ranks
   */
  Table table(int width);

  /** A row for each rank; used again and again. */
  interface Table {
    /** This rank's row, to be written to before {@link #exchange}. */
    double[] own();

    int ranks();

    /** A rank's row, after {@link #exchange}. */
    double[] of(int rank);

    /** Waits until every rank's row is here. */
    void exchange();
  }
}
