package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.check;

import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.augmentation.TransformSpec.Translate;
import io.lockstep.seed.Draws;
import io.lockstep.seed.Seed;
import java.util.List;

/**
 * The transforms of a plan, ready for pictures of one size. Used by one thread; allocates nothing
 * when it is applied.
 */
public final class Augmentation {
  private final PictureSize size;
  private final List<TransformSpec> specs;
  private final Transform[] transforms;
  private final float[] scratch;
  private final Draws draws;

  private Augmentation(AugmentationSpec spec, PictureSize size, Seed seed) {
    this.size = size;
    this.specs = spec.transforms();
    this.transforms = specs.stream().map(this::transform).toArray(Transform[]::new);
    this.scratch = new float[size.elements()];
    this.draws = new Draws(seed.derive("augmentation"));
  }

  /**
   * @param size of all pictures
   * @param seed of the run
   */
  public static Augmentation of(AugmentationSpec spec, PictureSize size, Seed seed) {
    return new Augmentation(spec, size, seed);
  }

  public PictureSize size() {
    return size;
  }

  /**
   * Changes a picture as this epoch shows it.
   *
   * @param id of the example
   * @param pixels as stored, channels x height x width; changed in place
   */
  public void apply(long epoch, long id, float[] pixels) {
    check(pixels.length == size.elements(), "pixels", size.elements() + " of them", pixels.length);
    for (int i = 0; i < transforms.length; i++) {
      draws.restart(epoch, id, i);
      if (draws.happens(specs.get(i).probability())) {
        transforms[i].apply(pixels, scratch, draws);
      }
    }
  }

  // An if for each kind, since a switch over a sealed type came with Java 21.
  private Transform transform(TransformSpec spec) {
    if (spec instanceof Flip flip) {
      return new Flipping(size, flip.direction());
    }
    return new Translation(size, ((Translate) spec).pixels());
  }
}
