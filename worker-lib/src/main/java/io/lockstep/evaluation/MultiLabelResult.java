package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The result for labels that do not exclude each other; a label is predicted if its probability is
 * at least 0.5. Precision, recall and F1 are macro averages over the labels that occur, as truth or
 * as prediction, micro-F1 that of all decisions together (scikit-learn's {@code average="macro"}
 * and {@code "micro"}, with {@code zero_division=0}).
 */
public final class MultiLabelResult implements EvaluationResult {
  /** Loss sum, examples, exact matches; of each label true positives, truths and predictions. */
  private final double[] row;

  private final List<ClassValues> perLabel;

  private MultiLabelResult(double[] row) {
    this.row = row;
    this.perLabel =
        IntStream.range(0, labels())
            .mapToObj(label -> ClassValues.of(count(label, 0), count(label, 1), count(label, 2)))
            .toList();
  }

  static int width(int labels) {
    return Math.addExact(3, Math.multiplyExact(3, labels));
  }

  static MultiLabelResult ofRow(int labels, double[] row) {
    check(row.length == width(labels), "row", width(labels) + " numbers", row.length);
    return new MultiLabelResult(row.clone());
  }

  @Override
  public double[] row() {
    return row.clone();
  }

  @Override
  public MultiLabelResult merge(EvaluationResult other) {
    check(
        other instanceof MultiLabelResult o && o.row.length == row.length,
        "result to merge",
        labels() + " labels",
        other);
    double[] sum = other.row();
    for (int i = 0; i < sum.length; i++) {
      sum[i] = row[i] + sum[i];
    }
    return new MultiLabelResult(sum);
  }

  @Override
  public long examples() {
    return (long) row[1];
  }

  @Override
  public double loss() {
    return row[0] / row[1];
  }

  /** Part of all decisions, one a label and example, that are right. */
  public double accuracy() {
    double wrong = sum(1) + sum(2) - 2 * sum(0);
    return 1 - wrong / (row[1] * labels());
  }

  /** Part of the examples all of whose labels are right. */
  public double exactMatch() {
    return row[2] / row[1];
  }

  public double precision() {
    return macro(ClassValues::precision);
  }

  public double recall() {
    return macro(ClassValues::recall);
  }

  public double f1() {
    return macro(ClassValues::f1);
  }

  public double microF1() {
    return examples() == 0 ? Double.NaN : ClassValues.of(sum(0), sum(1), sum(2)).f1();
  }

  /** Precision, recall, F1 and support of each label, in order. */
  public List<ClassValues> perLabel() {
    return perLabel;
  }

  @Override
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss());
    values.put("accuracy", accuracy());
    values.put("exact-match", exactMatch());
    values.put("precision", precision());
    values.put("recall", recall());
    values.put("f1", f1());
    values.put("micro-f1", microF1());
    return Collections.unmodifiableMap(values);
  }

  private int labels() {
    return (row.length - 3) / 3;
  }

  private long count(int label, int kind) {
    return (long) row[3 + 3 * label + kind];
  }

  private long sum(int kind) {
    return IntStream.range(0, labels()).mapToLong(label -> count(label, kind)).sum();
  }

  private double macro(ToDoubleFunction<ClassValues> value) {
    return examples() == 0
        ? Double.NaN
        : IntStream.range(0, labels())
            .filter(label -> count(label, 1) + count(label, 2) > 0)
            .mapToDouble(label -> value.applyAsDouble(perLabel.get(label)))
            .average()
            .orElse(0);
  }

  @Override
  public String toString() {
    return labels() + " labels " + values();
  }
}
