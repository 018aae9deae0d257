package io.lockstep.driver.source;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.data.Batch.Weighting;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.ExampleForm;
import io.lockstep.network.Shape;
import java.util.List;

/**
 * What a finished run knows about its data, so that other data are read in the same way; kept with
 * the model. A record of plain values, which is its own JSON.
 *
 * @param task what was learned
 * @param columns names of the feature columns in order; empty if they had none
 * @param shape of one example
 * @param classes names in the order of their numbers, or of the labels or parts of a distribution;
 *     empty for regression and reconstruction
 * @param steps that have a class of their own; 1: the example has one
 * @param vocabulary if above 0, features are ids below it
 * @param targets numbers to be learned of an example; 0 for classification
 */
public record DataSchema(
    Task task,
    List<String> columns,
    List<Integer> shape,
    List<String> classes,
    int targets,
    int steps,
    int vocabulary) {
  /** Of numbers, with one class if any. */
  public DataSchema(
      Task task, List<String> columns, List<Integer> shape, List<String> classes, int targets) {
    this(task, columns, shape, classes, targets, 1, 0);
  }

  public DataSchema {
    present(task, "task");
    columns = List.copyOf(columns);
    shape = List.copyOf(shape);
    classes = List.copyOf(classes);
    atLeast(targets, 0, "targets");
    if (task == Task.CLASSIFICATION) {
      check(classes.size() >= 2, "classes", "at least 2", classes);
    } else if (task == Task.REGRESSION || task == Task.RECONSTRUCTION) {
      check(targets >= 1 && classes.isEmpty(), "targets", "at least 1, and no classes", targets);
    } else {
      check(classes.size() == targets, "targets", "as many as they have names", targets);
    }
  }

  public Shape inputShape() {
    return new Shape(shape, vocabulary);
  }

  /** What an example looks like to a network. */
  public ExampleForm form() {
    int width = task == Task.CLASSIFICATION ? classes.size() * steps : targets;
    return new ExampleForm(
        inputShape().elements(), task, width, steps, vocabulary, Weighting.EQUAL);
  }
}
