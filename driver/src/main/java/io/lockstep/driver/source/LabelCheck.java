package io.lockstep.driver.source;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;

/** Which labels a row may have: any while they are gathered, later the known ones. */
final class LabelCheck implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LinkedHashSet<String> known;

  private LabelCheck(List<String> known) {
    this.known = new LinkedHashSet<>(known);
  }

  static LabelCheck any() {
    return new LabelCheck(List.of());
  }

  /** The classes of the training data; any if there are none, as in regression. */
  static LabelCheck of(List<String> classes) {
    return new LabelCheck(classes);
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
