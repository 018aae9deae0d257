package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Batch;
import io.lockstep.data.Dataset;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.GlobalBatches;

/**
 * A worker's training examples, augmented and then normalized. Used by one thread; reading
 * allocates nothing.
 */
public final class AugmentedExamples implements ExampleReader {
  private final Dataset examples;
  private final GlobalBatches places;
  private final Augmentation augmentation;
  private final float[] pixels;
  private final float[] targets;

  /**
   * @param places which of all examples these are
   */
  public AugmentedExamples(Dataset examples, GlobalBatches places, Augmentation augmentation) {
    this.examples = examples;
    this.places = places;
    this.augmentation = augmentation;
    check(
        examples.width() == augmentation.size().elements(),
        "examples",
        augmentation.size() + " wide",
        examples.width());
    this.pixels = new float[examples.width()];
    this.targets = new float[examples.targetWidth()];
  }

  @Override
  public void copy(long epoch, int index, Batch batch, int row) {
    examples.read(index, pixels, targets);
    augmentation.apply(epoch, places.idOf(index), pixels);
    examples.write(pixels, targets, batch, row);
  }
}
