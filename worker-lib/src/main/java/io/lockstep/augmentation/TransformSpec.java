package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.notNegative;
import static io.lockstep.checks.Checks.positive;
import static io.lockstep.checks.Checks.present;

/**
 * One change of a picture. What is drawn is drawn anew for each example and epoch.
 *
 * <p>Pictures are changed as they are stored, before normalization. What comes in from outside of
 * one is 0, black; what is erased becomes the number that normalization makes 0, the mean under
 * {@code standardize}. Lengths are in pixels, angles in degrees; between pixels is interpolated
 * bilinearly.
 */
public sealed interface TransformSpec {
  /** How probable it is that an example is changed at all, above 0 and at most 1. */
  double probability();

  /** Which way a picture is flipped. */
  enum Direction {
    HORIZONTAL,
    VERTICAL
  }

  /**
   * Left becomes right, or top becomes bottom (Krizhevsky et al. 2012, ImageNet Classification with
   * Deep Convolutional Neural Networks, section 4.1).
   */
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

  /**
   * A part of the picture, enlarged to its size (Szegedy et al. 2015, arXiv 1409.4842, section 6;
   * drawn as torchvision's RandomResizedCrop does).
   *
   * @param area of the part, relative to the picture's, above 0 and at most 1; drawn uniformly
   * @param ratio width : height of the part, above 0; its logarithm is drawn uniformly
   */
  record RandomResizedCrop(Range area, Range ratio, double probability) implements TransformSpec {
    public RandomResizedCrop {
      checkArea(area);
      checkRatio(ratio);
      checkProbability(probability);
    }
  }

  /**
   * Height and width times a factor each, drawn from 1 - change to 1 + change, about the centre
   * (Simard et al. 2003, Best Practices for Convolutional Neural Networks, section 2).
   */
  record Stretch(double change, double probability) implements TransformSpec {
    public Stretch {
      check(change > 0 && change < 1, "change", "above 0 and below 1", change);
      checkProbability(probability);
    }
  }

  /** Columns are tilted by an angle drawn from -degrees to degrees: x' = x + tan(angle) y. */
  record Shear(double degrees, double probability) implements TransformSpec {
    public Shear {
      check(degrees > 0 && degrees < 90, "degrees", "above 0 and below 90", degrees);
      checkProbability(probability);
    }
  }

  /** A turn about the centre by an angle drawn from -degrees to degrees. */
  record Rotate(double degrees, double probability) implements TransformSpec {
    public Rotate {
      check(degrees > 0 && degrees <= 180, "degrees", "above 0 and at most 180", degrees);
      checkProbability(probability);
    }
  }

  /**
   * A square of size x size pixels is erased, around any pixel of the picture, so that it may reach
   * beyond the border (DeVries and Taylor 2017, arXiv 1708.04552, section 3.2).
   */
  record Cutout(int size, double probability) implements TransformSpec {
    public Cutout {
      atLeast(size, 1, "size");
      checkProbability(probability);
    }
  }

  /**
   * A rectangle within the picture is erased (Zhong et al. 2017, arXiv 1708.04896, algorithm 1, in
   * its variant RE-M: the mean in place of random values).
   *
   * @param area of the rectangle, relative to the picture's; drawn uniformly
   * @param ratio height : width of the rectangle; drawn uniformly
   */
  record RandomErasing(Range area, Range ratio, double probability) implements TransformSpec {
    public RandomErasing {
      checkArea(area);
      checkRatio(ratio);
      checkProbability(probability);
    }
  }

  /**
   * Brightness, contrast and saturation, in this order, each times a factor drawn from max(0, 1 -
   * amount) to 1 + amount; torchvision's formulas. Bytes stay within 0 to 255.
   */
  record ColorJitter(double brightness, double contrast, double saturation, double probability)
      implements TransformSpec {
    public ColorJitter {
      notNegative(brightness, "brightness");
      notNegative(contrast, "contrast");
      notNegative(saturation, "saturation");
      checkProbability(probability);
    }
  }

  /**
   * Gaussian noise is added (Sietsma and Dow 1991, Creating artificial neural networks that
   * generalize).
   *
   * @param deviation as the network sees it: in units after normalization
   */
  record Noise(double deviation, double probability) implements TransformSpec {
    public Noise {
      positive(deviation, "deviation");
      checkProbability(probability);
    }
  }

  /** Two pictures become one, and so do their targets; the other one is of the same shard. */
  sealed interface Mix extends TransformSpec {
    /** Of the distribution Beta(alpha, alpha) of the part lambda that stays. */
    double alpha();

    /** The plan's word for it. */
    default String word() {
      return this instanceof CutMix ? "cutmix" : "mixup";
    }
  }

  /** lambda x + (1 - lambda) x' (Zhang et al. 2018, arXiv 1710.09412, section 2). */
  record Mixup(double alpha, double probability) implements Mix {
    public Mixup {
      positive(alpha, "alpha");
      checkProbability(probability);
    }
  }

  /**
   * A rectangle of the other picture replaces this one's; lambda is the area that stays (Yun et al.
   * 2019, arXiv 1905.04899, section 3.1).
   */
  record CutMix(double alpha, double probability) implements Mix {
    public CutMix {
      positive(alpha, "alpha");
      checkProbability(probability);
    }
  }

  private static void checkProbability(double probability) {
    check(probability > 0 && probability <= 1, "probability", "above 0 and at most 1", probability);
  }

  private static void checkArea(Range area) {
    check(area.least() > 0 && area.most() <= 1, "area", "above 0 and at most 1", area);
  }

  private static void checkRatio(Range ratio) {
    check(ratio.least() > 0 && Double.isFinite(ratio.most()), "ratio", "numbers above 0", ratio);
  }
}
