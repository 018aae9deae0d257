package io.lockstep.network;

/** The one row of a worker that has no peers. */
final class LoneTable implements StatisticsExchange.Table {
  private final double[] row;

  LoneTable(int width) {
    this.row = new double[width];
  }

  @Override
  public double[] own() {
    return row;
  }

  @Override
  public int ranks() {
    return 1;
  }

  @Override
  public double[] of(int rank) {
    return row;
  }

  @Override
  public void exchange() {}
}
