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
 * @param targetWidth classes, over all steps, or targets of an example; its features if they are
 *     what is learned
 * @param steps that have a class of their own, each a number that is stored; 1: the example has one
 * @param vocabulary if above 0, features are ids below it
 * @param weighting whether examples have weights of their own
 */
public record ExampleForm(
    int width, Task task, int targetWidth, int steps, int vocabulary, Weighting weighting)
    implements Serializable {
  /** Of numbers, with one class if any, without weights of their own. */
  public ExampleForm(int width, Task task, int targetWidth) {
    this(width, task, targetWidth, 1, 0, Weighting.EQUAL);
  }

  public ExampleForm {
    atLeast(width, 1, "width");
    present(task, "task");
    atLeast(targetWidth, 1, "target width");
    present(weighting, "weighting");
    atLeast(vocabulary, 0, "vocabulary");
    check(
        steps >= 1 && targetWidth % steps == 0,
        "steps",
        "divide the target width " + targetWidth,
        steps);
  }

  /** The same with weights of their own. */
  public ExampleForm weighted() {
    return new ExampleForm(width, task, targetWidth, steps, vocabulary, Weighting.WEIGHTED);
  }

  /**
   * Numbers that an example keeps as its targets: the class number of each step, or all targets;
   * then its weight, if it has one. Features that are targets are not stored twice.
   */
  public int storedTargets() {
    int targets =
        switch (task) {
          case CLASSIFICATION -> steps;
          case RECONSTRUCTION -> 0;
          case REGRESSION, MULTI_LABEL, DISTRIBUTION -> targetWidth;
        };
    return targets + (weighting == Weighting.WEIGHTED ? 1 : 0);
  }

  /** Classes of a step. */
  int classes() {
    return targetWidth / steps;
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
      for (int step = 0; step < steps; step++) {
        float label = targets[step];
        check(
            label >= 0 && label < classes() && label == (int) label,
            "class",
            "a whole number below " + classes(),
            label);
      }
    }
    if (weighting == Weighting.WEIGHTED) {
      float weight = targets[targets.length - 1];
      check(weight >= 0 && Float.isFinite(weight), "weight", "a number of at least 0", weight);
    }
    return example;
  }
}
