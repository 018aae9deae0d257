package io.lockstep.data;

import static io.lockstep.checks.Checks.present;

import java.util.Optional;

/**
 * Fills batches with this rank's examples of a step: which they are ({@link GlobalBatches}), then
 * row by row what they are ({@link ExampleReader}: one bulk read in the stored width, widened and
 * normalized on the heap, one bulk write). Used by one thread; allocates nothing but an epoch's
 * order.
 */
public final class BatchAssembly {
  private final GlobalBatches batches;
  private final ExampleReader examples;
  private final Optional<ExampleWeights> weights;
  private final Optional<ExampleNoise> noise;
  private final int[] indices;

  /** Of examples that count alike. */
  public BatchAssembly(GlobalBatches batches, ExampleReader examples) {
    this(batches, examples, Optional.empty(), Optional.empty());
  }

  /**
   * @param weights for batches that have them
   * @param noise likewise
   */
  public BatchAssembly(
      GlobalBatches batches,
      ExampleReader examples,
      Optional<ExampleWeights> weights,
      Optional<ExampleNoise> noise) {
    this.batches = present(batches, "batches");
    this.examples = present(examples, "examples");
    this.weights = present(weights, "weights");
    this.noise = present(noise, "noise");
    this.indices = new int[batches.maxRows()];
  }

  /**
   * Fills a batch for the step that begins at a position.
   *
   * @param batch of at least {@link GlobalBatches#maxRows} rows
   */
  public void assemble(long epoch, long position, Batch batch) {
    int rows = batches.select(epoch, position, indices);
    batch.rows(rows);
    for (int row = 0; row < rows; row++) {
      examples.copy(epoch, indices[row], batch, row);
    }
    if (weights.isPresent()) {
      for (int row = 0; row < rows; row++) {
        weights.get().write(indices[row], batch, row);
      }
    }
    if (noise.isPresent()) {
      for (int row = 0; row < rows; row++) {
        noise.get().write(epoch, indices[row], batch, row);
      }
    }
  }

  /** Examples over all ranks of the step that begins at a position (b_s); for any thread. */
  public int examples(long position) {
    return batches.examples(position);
  }
}
