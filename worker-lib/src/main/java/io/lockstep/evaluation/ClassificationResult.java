package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The result of a classifier. With two classes precision, recall and F1 are those of class 1, the
 * second in the order of classes; with more they are macro averages: unweighted means over the
 * classes that occur, as truth or as prediction (scikit-learn's {@code average="binary"} with
 * {@code pos_label=1}, and {@code average="macro"}, with {@code zero_division=0}).
 */
public final class ClassificationResult implements EvaluationResult {
  private final double lossSum;
  private final long examples;
  private final ConfusionMatrix confusion;

  /** Loss sum, examples, counts by true and predicted class. */
  private final double[] row;

  private ClassificationResult(int classes, double[] row) {
    this.row = row;
    this.lossSum = row[0];
    this.examples = (long) row[1];
    long[] counts = new long[classes * classes];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (long) row[2 + i];
    }
    this.confusion = new ConfusionMatrix(classes, counts);
  }

  static int width(int classes) {
    return Math.addExact(2, Math.multiplyExact(classes, classes));
  }

  static ClassificationResult ofRow(int classes, double[] row) {
    check(row.length == width(classes), "row", width(classes) + " numbers", row.length);
    return new ClassificationResult(classes, row.clone());
  }

  @Override
  public double[] row() {
    return row.clone();
  }

  @Override
  public ClassificationResult merge(EvaluationResult other) {
    check(
        other instanceof ClassificationResult o && o.row.length == row.length,
        "result to merge",
        "classification of " + confusion.classes() + " classes",
        other);
    double[] sum = ((ClassificationResult) other).row();
    for (int i = 0; i < sum.length; i++) {
      sum[i] = row[i] + sum[i];
    }
    return new ClassificationResult(confusion.classes(), sum);
  }

  @Override
  public long examples() {
    return examples;
  }

  @Override
  public double loss() {
    return lossSum / examples;
  }

  /** Part of the examples whose most probable class is the true one. */
  public double accuracy() {
    return (double) confusion.correct() / examples;
  }

  public double precision() {
    return average(ClassValues::precision);
  }

  public double recall() {
    return average(ClassValues::recall);
  }

  public double f1() {
    return average(ClassValues::f1);
  }

  public ConfusionMatrix confusion() {
    return confusion;
  }

  /** Precision, recall, F1 and support of each class, by its number. */
  public List<ClassValues> perClass() {
    return IntStream.range(0, confusion.classes())
        .mapToObj(c -> ClassValues.of(confusion, c))
        .toList();
  }

  @Override
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss());
    values.put("accuracy", accuracy());
    values.put("precision", precision());
    values.put("recall", recall());
    values.put("f1", f1());
    return Collections.unmodifiableMap(values);
  }

  private double average(ToDoubleFunction<ClassValues> value) {
    if (examples == 0) {
      return Double.NaN;
    }
    if (confusion.classes() == 2) {
      return value.applyAsDouble(ClassValues.of(confusion, 1));
    }
    return IntStream.range(0, confusion.classes())
        .filter(c -> confusion.truth(c) + confusion.predicted(c) > 0)
        .mapToDouble(c -> value.applyAsDouble(ClassValues.of(confusion, c)))
        .average()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return "classification of " + confusion.classes() + " classes " + values();
  }
}
