package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.io.Serializable;

/**
 * Test-time augmentation: the views of a picture over which predictions are averaged (Krizhevsky et
 * al. 2012, ImageNet Classification with Deep Convolutional Neural Networks, section 4.1). For
 * people {@code flip}, {@code crops=5} or {@code flip,crops=5}.
 *
 * @param mirrors whether each view is taken mirrored as well
 * @param crops 0: the picture as it is; 1: its middle; 5: its corners and its middle, each 7/8 of
 *     its height and width, enlarged to its size
 */
public record ViewSpec(Mirrors mirrors, int crops) implements Serializable {
  /** Whether each view is taken mirrored as well, left to right. */
  public enum Mirrors {
    NONE,
    HORIZONTAL
  }

  /** The picture as it is. */
  public static final ViewSpec PLAIN = new ViewSpec(Mirrors.NONE, 0);

  public ViewSpec {
    present(mirrors, "mirrors");
    check(crops == 0 || crops == 1 || crops == 5, "crops", "1 or 5", crops);
  }

  /**
   * Reads what a person wrote.
   *
   * @throws IllegalArgumentException that says what can be written
   */
  public static ViewSpec parse(String text) {
    Mirrors mirrors = Mirrors.NONE;
    int crops = 0;
    for (String part : text.split(",", -1)) {
      boolean isFlip = part.strip().equals("flip");
      boolean isCrops = part.strip().matches("crops=[15]");
      check(isFlip || isCrops, "views", "flip, crops=1, crops=5, or flip with one of them", text);
      mirrors = isFlip ? Mirrors.HORIZONTAL : mirrors;
      crops = isCrops ? part.strip().charAt("crops=".length()) - '0' : crops;
    }
    return new ViewSpec(mirrors, crops);
  }

  /** How many views there are. */
  public int count() {
    return Math.max(1, crops) * (mirrors == Mirrors.HORIZONTAL ? 2 : 1);
  }
}
