package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.check;

import io.lockstep.augmentation.TransformSpec.Mix;
import io.lockstep.seed.Draws;
import io.lockstep.seed.Seed;
import java.util.List;

/**
 * The transforms of a plan, ready for pictures of one form. Used by one thread; allocates nothing
 * when it is applied.
 */
public final class Augmentation {
  /** Purposes of a mix's numbers, apart from those of the transforms, which are their places. */
  private static final long PARTNER = -1;

  private static final long MIX = -2;

  private final PictureSize size;
  private final Transform[] transforms;
  private final double[] probabilities;
  private final List<Mixing> mixing;
  private final double mixProbability;
  private final float[] scratch;
  private final Draws draws;

  private Augmentation(AugmentationSpec spec, PictureForm form, Seed seed) {
    this.size = form.size();
    List<TransformSpec> single =
        spec.transforms().stream().filter(transform -> !(transform instanceof Mix)).toList();
    this.transforms = single.stream().map(t -> Transforms.of(t, form)).toArray(Transform[]::new);
    this.probabilities = single.stream().mapToDouble(TransformSpec::probability).toArray();
    this.mixing = spec.mix().map(mix -> Transforms.of(mix, form)).stream().toList();
    this.mixProbability = spec.mix().map(Mix::probability).orElse(0.0);
    this.scratch = new float[size.elements()];
    this.draws = new Draws(seed.derive("augmentation"));
  }

  /**
   * @param form of all pictures
   * @param seed of the run
   */
  public static Augmentation of(AugmentationSpec spec, PictureForm form, Seed seed) {
    return new Augmentation(spec, form, seed);
  }

  public PictureSize size() {
    return size;
  }

  /**
   * Changes a picture as this epoch shows it, but for a mix.
   *
   * @param id of the example
   * @param pixels as stored, channels x height x width; changed in place
   */
  public void apply(long epoch, long id, float[] pixels) {
    check(pixels.length == scratch.length, "pixels", "as many as a picture has", size);
    for (int i = 0; i < transforms.length; i++) {
      draws.restart(epoch, id, i);
      if (draws.happens(probabilities[i])) {
        transforms[i].apply(pixels, scratch, draws);
      }
    }
  }

  /** Whether this epoch mixes an example with another. */
  boolean mixes(long epoch, long id) {
    draws.restart(epoch, id, PARTNER);
    return !mixing.isEmpty() && draws.happens(mixProbability);
  }

  /** Right after {@link #mixes}: a uniform number that chooses the other example. */
  double partner() {
    return draws.uniform();
  }

  /**
   * Mixes another picture in.
   *
   * @return the part of the picture that stays, and so of its targets
   */
  double mix(long epoch, long id, float[] pixels, float[] other) {
    draws.restart(epoch, id, MIX);
    return mixing.get(0).mix(pixels, other, draws);
  }
}
