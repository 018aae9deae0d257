package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;

/**
 * What those who update a slice each of the same vectors do together, where a rule looks at whole
 * pieces. All of them call the same methods in the same order.
 */
public interface SliceExchange {
  /** For one who updates everything. */
  SliceExchange ALONE =
      new SliceExchange() {
        @Override
        public void share(double[] sums, PieceCells cells) {}

        @Override
        public void gather(FlatVector vector) {}
      };

  /**
   * Each has filled in what belongs to the cells of its slice; afterwards all have everything.
   *
   * @param sums {@link PieceCells#SUMS} values for each cell
   */
  void share(double[] sums, PieceCells cells);

  /** Each has written its slice; afterwards all can read everything. */
  void gather(FlatVector vector);
}
