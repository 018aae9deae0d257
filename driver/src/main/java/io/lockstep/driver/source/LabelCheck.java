package io.lockstep.driver.source;

import io.lockstep.network.Loss;
import io.lockstep.network.Loss.Poisson;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which labels a row may have, any while they are gathered, later the known ones; and which numbers
 * a loss can learn.
 */
final class LabelCheck implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LinkedHashSet<String> known;
  private final float least;

  private LabelCheck(List<String> known, float least) {
    this.known = new LinkedHashSet<>(known);
    this.least = least;
  }

  static LabelCheck any() {
    return new LabelCheck(List.of(), Float.NEGATIVE_INFINITY);
  }

  /** The classes of the training data; any if there are none, as in regression. */
  static LabelCheck of(List<String> classes) {
    return new LabelCheck(classes, Float.NEGATIVE_INFINITY);
  }

  /** The same for a loss: Poisson's targets are counts. */
  LabelCheck learnedBy(Optional<Loss> loss) {
    boolean counts = loss.isPresent() && loss.get() instanceof Poisson;
    return counts ? new LabelCheck(List.copyOf(known), 0) : this;
  }

  /**
   * The numbers.
   *
   * @throws IllegalArgumentException if one is too small to be learned
   */
  float[] accept(float... numbers) {
    for (float number : numbers) {
      if (number < least) {
        throw new IllegalArgumentException(
            "has the target " + number + "; the loss poisson expects counts of at least 0");
      }
    }
    return numbers;
  }

  /**
   * The label.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  String accept(String label) {
    if (!known.isEmpty() && !known.contains(label)) {
      throw new IllegalArgumentException(
          "has the unknown label " + label + "; known are " + ClassNames.some(known));
    }
    return label;
  }
}
