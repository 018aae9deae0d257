package io.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.Loss;
import io.lockstep.network.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassificationResultTest {
  @Test
  void findsLossAndAccuracyOfABatch() {
    ClassificationResult result =
        evaluate(
            new float[][] {{0.5f, 0.25f, 0.25f}, {0.125f, 0.75f, 0.125f}, {0.5f, 0.25f, 0.25f}},
            0,
            1,
            2);
    assertEquals(3, result.examples());
    assertEquals((Math.log(2) - Math.log(0.75) + Math.log(4)) / 3, result.loss(), 1e-15);
    assertEquals(2.0 / 3, result.accuracy());
    assertEquals(1, result.confusion().count(2, 0), "true 2 taken for 0");
    assertEquals(0, result.confusion().count(0, 2));
  }

  /** The confusion matrix of scikit-learn's user guide on f1_score(average="macro"), by hand. */
  @Test
  void averagesOverClassesThatOccur() {
    // true 0 1 2 0 1 2, predicted 0 2 1 0 0 1; class 3 never occurs.
    ClassificationResult result = labels(4, new int[] {0, 1, 2, 0, 1, 2}, 0, 2, 1, 0, 0, 1);
    assertEquals((2.0 / 3 + 0 + 0) / 3, result.precision(), 1e-15);
    assertEquals((1.0 + 0 + 0) / 3, result.recall(), 1e-15);
    assertEquals(0.8 / 3, result.f1(), 1e-15);
    assertEquals(new ClassValues(2.0 / 3, 1, 0.8, 2), result.perClass().get(0));
    assertEquals(new ClassValues(0, 0, 0, 0), result.perClass().get(3));
  }

  @Test
  void ofTwoClassesTheSecondIsThePositiveOne() {
    // 3 true positives, 1 false positive, 2 false negatives, 4 true negatives
    ClassificationResult result =
        labels(2, new int[] {1, 1, 1, 0, 1, 1, 0, 0, 0, 0}, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0);
    assertEquals(0.7, result.accuracy(), 1e-15);
    assertEquals(3.0 / 4, result.precision());
    assertEquals(3.0 / 5, result.recall());
    assertEquals(6.0 / 9, result.f1());
  }

  @Test
  void aPositiveClassThatIsNeverFoundHasZeros() {
    ClassificationResult result = labels(2, new int[] {0, 1}, 0, 0);
    assertEquals(List.of(0.5, 0.0, 0.0, 0.0), List.copyOf(result.values().values()).subList(1, 5));
  }

  @Test
  void namesItsValuesInAFixedOrder() {
    ClassificationResult result = labels(2, new int[] {0, 1}, 0, 0);
    assertEquals(
        List.of("loss", "accuracy", "precision", "recall", "f1"),
        List.copyOf(result.values().keySet()));
  }

  @Test
  void resultsOfPartsMergeIntoTheWhole() {
    Random random = new Random(5);
    int[] truth = random.ints(97, 0, 5).toArray();
    int[] predicted = random.ints(97, 0, 5).toArray();
    NetworkSpec spec = EchoingNetwork.spec(Loss.CROSS_ENTROPY, 5);
    EvaluationResult merged = EvaluationResult.none(spec);
    for (int[] part : new int[][] {{0, 10}, {10, 10}, {10, 60}, {60, 97}}) {
      EvaluationResult result = labels(5, truth, predicted, part[0], part[1]);
      merged = merged.merge(EvaluationResult.ofRow(spec, result.row()));
    }
    ClassificationResult whole = labels(5, truth, predicted, 0, 97);
    double[] row = whole.row();
    assertEquals(EvaluationResult.width(spec), row.length);
    assertEquals(row[0], merged.row()[0], 1e-12 * row[0]);
    row[0] = merged.row()[0];
    assertArrayEquals(row, merged.row());
  }

  @Test
  void aProbabilityOfZeroCostsMuchButNotEverything() {
    ClassificationResult result = evaluate(new float[][] {{1, 0}, {1, 0}}, 1, 0);
    assertEquals(-Math.log(Float.MIN_VALUE) / 2, result.loss(), 1e-12);
    assertEquals(103.28, 2 * result.loss(), 0.01);
  }

  @Test
  void aProbabilityThatIsNoNumberMakesTheLossNone() {
    assertTrue(Double.isNaN(evaluate(new float[][] {{Float.NaN, Float.NaN}}, 0).loss()));
  }

  @Test
  void withoutExamplesNothingIsANumber() {
    EvaluationResult none = EvaluationResult.none(EchoingNetwork.spec(Loss.CROSS_ENTROPY, 3));
    assertEquals(0, none.examples());
    none.values().forEach((name, value) -> assertTrue(value.isNaN(), name));
  }

  @Test
  void printsTheConfusionMatrixForPeople() {
    ClassificationResult result = labels(3, new int[] {0, 0, 0, 1, 1}, 0, 0, 2, 1, 0);
    assertEquals(
        """
        true \\ predicted  cat  dog  elephant  recall
        cat                 2    0         1  0.6667
        dog                 1    1         0  0.5000
        elephant            0    0         0       -
        """,
        result.confusion().table(List.of("cat", "dog", "elephant")));
  }

  @Test
  void refusesResultsOfOtherKindsAndSizes() {
    ClassificationResult two = labels(2, new int[] {0}, 0);
    EvaluationResult other = EvaluationResult.none(EchoingNetwork.spec(Loss.MSE, 1));
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> two.merge(other));
    assertTrue(
        failure
            .getMessage()
            .startsWith(
                "Invalid result to merge (classification of 2 classes): regression of 1 targets"),
        failure.getMessage());
    NetworkSpec spec = EchoingNetwork.spec(Loss.CROSS_ENTROPY, 3);
    failure =
        assertThrows(IllegalArgumentException.class, () -> EvaluationResult.ofRow(spec, two.row()));
    assertEquals("Invalid row (11 numbers): 6", failure.getMessage());
  }

  private static ClassificationResult labels(int classes, int[] truth, int... predicted) {
    return labels(classes, truth, predicted, 0, truth.length);
  }

  /** Of sure but not certain predictions. */
  private static ClassificationResult labels(
      int classes, int[] truth, int[] predicted, int from, int to) {
    float[][] outputs = new float[to - from][classes];
    int[] part = new int[to - from];
    for (int i = from; i < to; i++) {
      Arrays.fill(outputs[i - from], 0.1f / (classes - 1));
      outputs[i - from][predicted[i]] = 0.9f;
      part[i - from] = truth[i];
    }
    return evaluate(outputs, classes, part);
  }

  private static ClassificationResult evaluate(float[][] outputs, int... truth) {
    return evaluate(outputs, outputs[0].length, truth);
  }

  private static ClassificationResult evaluate(float[][] outputs, int classes, int[] truth) {
    float[][] targets = new float[truth.length][classes];
    for (int i = 0; i < truth.length; i++) {
      targets[i][truth[i]] = 1;
    }
    Evaluator evaluator =
        new Evaluator(EchoingNetwork.of(Loss.CROSS_ENTROPY, classes), Math.max(1, truth.length));
    Batch batch =
        truth.length == 0 ? new Batch(1, classes, classes) : EchoingNetwork.batch(outputs, targets);
    evaluator.add(batch);
    return (ClassificationResult) evaluator.result();
  }
}
