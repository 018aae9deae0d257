package io.lockstep.data;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.data.DataSpec.Task;
import java.io.Serializable;

/**
 * What all examples of a data set have in common.
 *
 * @param width features of an example
 * @param task what is learned
 * @param targetWidth classes, or regression targets of an example
 */
public record ExampleForm(int width, Task task, int targetWidth) implements Serializable {
  public ExampleForm {
    atLeast(width, 1, "width");
    present(task, "task");
    atLeast(targetWidth, 1, "target width");
  }

  /** Numbers that an example keeps as its targets: the class number alone, or all targets. */
  public int storedTargets() {
    return task == Task.CLASSIFICATION ? 1 : targetWidth;
  }

  /**
   * The example.
   *
   * @throws IllegalArgumentException unless it has this form
   */
  Example checked(Example example) {
    float[] targets = example.targets();
    check(
        example.features().width() == width,
        "features",
        width + " wide",
        example.features().width());
    check(targets.length == storedTargets(), "targets", storedTargets() + " wide", targets.length);
    if (task == Task.CLASSIFICATION) {
      float label = targets[0];
      check(
          label >= 0 && label < targetWidth && label == (int) label,
          "class",
          "a whole number below " + targetWidth,
          label);
    }
    return example;
  }
}
