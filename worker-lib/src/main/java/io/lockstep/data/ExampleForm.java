package io.lockstep.data;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.data.Batch.Weighting;
import io.lockstep.data.DataSpec.Task;
import java.io.Serializable;

/**
 * What all examples of a data set have in common.
 *
 * @param width features of an example
 * @param task what is learned
 * @param targetWidth classes, or regression targets of an example; its features if they are what is
 *     learned
 * @param weighting whether examples have weights of their own
 */
public record ExampleForm(int width, Task task, int targetWidth, Weighting weighting)
    implements Serializable {
  /** Of examples without weights of their own. */
  public ExampleForm(int width, Task task, int targetWidth) {
    this(width, task, targetWidth, Weighting.EQUAL);
  }

  public ExampleForm {
    atLeast(width, 1, "width");
    present(task, "task");
    atLeast(targetWidth, 1, "target width");
    present(weighting, "weighting");
  }

  /**
   * Numbers that an example keeps as its targets: the class number alone, or all targets; then its
   * weight, if it has one. Features that are targets are not stored twice.
   */
  public int storedTargets() {
    int targets =
        switch (task) {
          case CLASSIFICATION -> 1;
          case RECONSTRUCTION -> 0;
          case REGRESSION, MULTI_LABEL, DISTRIBUTION -> targetWidth;
        };
    return targets + (weighting == Weighting.WEIGHTED ? 1 : 0);
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
    if (weighting == Weighting.WEIGHTED) {
      float weight = targets[targets.length - 1];
      check(weight >= 0 && Float.isFinite(weight), "weight", "a number of at least 0", weight);
    }
    return example;
  }
}
