package io.lockstep.data;

import static io.lockstep.checks.Checks.present;

import java.util.List;

/**
 * The weights of training examples in a batch: of the example itself times that of its class; where
 * a row mixes classes, the mean of theirs. Used by one thread; allocates nothing.
 */
public final class ExampleWeights {
  private final Dataset examples;
  private final double[] classes;

  /**
   * @param examples of the same places as the batches'
   * @param classes weights of classes; empty: all 1
   */
  public ExampleWeights(Dataset examples, List<Double> classes) {
    this.examples = present(examples, "examples");
    this.classes = classes.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Writes the weight of a row, whose targets are already there. */
  void write(int index, Batch batch, int row) {
    double weight = examples.weight(index);
    if (classes.length > 0) {
      weight *= ofClasses(batch, row);
    }
    batch.weights().set(row, (float) weight);
  }

  /** The mean over the steps of a sequence, of which each has a class; others have one step. */
  private double ofClasses(Batch batch, int row) {
    int width = batch.targetWidth();
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += classes[i % classes.length] * batch.targets().get(row * width + i);
    }
    return sum * classes.length / width;
  }
}
