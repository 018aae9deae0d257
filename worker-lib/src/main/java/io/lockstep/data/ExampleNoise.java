package io.lockstep.data;

import static io.lockstep.checks.Checks.present;

import io.lockstep.seed.Draws;
import io.lockstep.seed.Seed;

/**
 * Standard normal numbers for each example of a batch, keyed by epoch and example, so that they are
 * the same on any number of ranks. Used by one thread; allocates nothing.
 */
public final class ExampleNoise {
  private final GlobalBatches batches;
  private final Draws draws;

  /**
   * @param batches that the examples are selected by
   * @param seed of the run
   */
  public ExampleNoise(GlobalBatches batches, Seed seed) {
    this.batches = present(batches, "batches");
    this.draws = new Draws(seed.derive("noise"));
  }

  /** Fills the noise of a row. */
  void write(long epoch, int index, Batch batch, int row) {
    int width = batch.noise().length() / batch.maxRows();
    draws.restart(epoch, batches.idOf(index), 0);
    for (int i = row * width; i < (row + 1) * width; i++) {
      batch.noise().set(i, (float) draws.gaussian());
    }
  }
}
