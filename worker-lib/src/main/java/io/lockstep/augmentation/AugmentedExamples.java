package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Batch;
import io.lockstep.data.Dataset;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.GlobalBatches;
import io.lockstep.seed.Seed;

/**
 * A worker's training examples, augmented and then normalized. An example is mixed with one of the
 * same virtual shard, which is always at hand and the same for any number of workers, and which is
 * taken as the epoch shows it. Used by one thread; reading allocates nothing.
 */
public final class AugmentedExamples implements ExampleReader {
  private final Dataset examples;
  private final GlobalBatches places;
  private final Augmentation augmentation;
  private final float[] pixels;
  private final float[] targets;
  private final float[] otherPixels;
  private final float[] otherTargets;

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
    this.otherPixels = new float[examples.width()];
    this.otherTargets = new float[examples.targetWidth()];
  }

  /** Examples of a plan. */
  public static AugmentedExamples of(
      AugmentationSpec spec, PictureSize size, Dataset examples, GlobalBatches places, Seed seed) {
    Range range = examples.areBytes() ? Range.BYTES : Range.NUMBERS;
    PictureForm form = new PictureForm(size, examples.normalization(), range);
    return new AugmentedExamples(examples, places, Augmentation.of(spec, form, seed));
  }

  @Override
  public void copy(long epoch, int index, Batch batch, int row) {
    read(epoch, index, pixels, targets);
    if (augmentation.mixes(epoch, places.idOf(index))) {
      mix(epoch, index);
    }
    examples.write(pixels, targets, batch, row);
  }

  private void read(long epoch, int index, float[] features, float[] labels) {
    examples.read(index, features, labels);
    augmentation.apply(epoch, places.idOf(index), features);
  }

  private void mix(long epoch, int index) {
    int other = places.mate(index, augmentation.partner());
    read(epoch, other, otherPixels, otherTargets);
    double stays = augmentation.mix(epoch, places.idOf(index), pixels, otherPixels);
    MixingUp.blend(targets, otherTargets, stays);
  }
}
