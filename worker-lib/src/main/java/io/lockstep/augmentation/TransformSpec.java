package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

/**
 * One change of a picture. What is drawn is drawn anew for each example and epoch.
 *
 * <p>What comes in from outside a picture is 0, black. Lengths are in pixels, angles in degrees.
 */
public sealed interface TransformSpec {
  /** How probable it is that an example is changed at all, above 0 and at most 1. */
  double probability();

  /** Which way a picture is flipped. */
  enum Direction {
    HORIZONTAL,
    VERTICAL
  }

  /** Left becomes right, or top becomes bottom. */
  record Flip(Direction direction, double probability) implements TransformSpec {
    public Flip {
      present(direction, "direction");
      checkProbability(probability);
    }
  }

  /**
   * A shift by a whole number of pixels, each way drawn from -pixels to pixels: the crop of the
   * picture padded with so many zeros (He et al. 2016, arXiv 1512.03385, section 4.2).
   */
  record Translate(int pixels, double probability) implements TransformSpec {
    public Translate {
      atLeast(pixels, 1, "pixels");
      checkProbability(probability);
    }
  }

  private static void checkProbability(double probability) {
    check(probability > 0 && probability <= 1, "probability", "above 0 and at most 1", probability);
  }
}
