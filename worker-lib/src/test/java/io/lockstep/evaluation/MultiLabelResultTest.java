package io.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.network.Loss;
import io.lockstep.network.Loss.BinaryCrossEntropy;
import io.lockstep.network.NetworkSpec;
import org.junit.jupiter.api.Test;

class MultiLabelResultTest {
  private static final Loss LOSS = new BinaryCrossEntropy(0);

  /** Four examples with three labels; the third label never occurs and is never predicted. */
  private static final float[][] TRUTH = {{1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 0}};

  private static final float[][] PROBABILITIES = {
    {0.9f, 0.1f, 0.2f}, {0.4f, 0.8f, 0.1f}, {0.7f, 0.5f, 0.3f}, {0.2f, 0.3f, 0.4f}
  };

  @Test
  void countsDecisionsExamplesAndLabels() {
    MultiLabelResult result = evaluate(0, 4);
    assertEquals(4, result.examples());
    assertEquals(10 / 12.0, result.accuracy(), 1e-15);
    assertEquals(2 / 4.0, result.exactMatch());
    // First label: 1 of 2 found, 1 of 2 right; second: both; third: left out.
    assertEquals(0.75, result.precision());
    assertEquals(0.75, result.recall());
    assertEquals(0.75, result.f1());
    assertEquals(3 / 4.0, result.microF1());
    assertEquals(new ClassValues(0.5, 0.5, 0.5, 2), result.perLabel().get(0));
  }

  @Test
  void lossIsTheMeanBinaryCrossEntropy() {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      for (int label = 0; label < 3; label++) {
        double p = PROBABILITIES[i][label];
        sum -= Math.log(TRUTH[i][label] == 1 ? p : 1 - p);
      }
    }
    assertEquals(sum / 12, evaluate(0, 4).loss(), 1e-12);
  }

  @Test
  void certainMistakesCostNoMoreThanFloatsCanTell() {
    Evaluator evaluator = new Evaluator(EchoingNetwork.of(LOSS, 2), 1);
    evaluator.add(EchoingNetwork.batch(new float[][] {{0, 1}}, new float[][] {{1, 0}}));
    double expected = (-Math.log(Float.MIN_VALUE) + 25 * Math.log(2)) / 2;
    assertEquals(expected, evaluator.result().loss(), 1e-9);
  }

  @Test
  void partsMergeToTheWholeByTheirRows() {
    NetworkSpec spec = EchoingNetwork.spec(LOSS, 3);
    EvaluationResult merged =
        EvaluationResult.none(spec)
            .merge(EvaluationResult.ofRow(spec, evaluate(0, 1).row()))
            .merge(EvaluationResult.ofRow(spec, evaluate(1, 4).row()));
    assertInstanceOf(MultiLabelResult.class, merged);
    assertArrayEquals(evaluate(0, 4).row(), merged.row(), 1e-12);
  }

  @Test
  void noExamplesHaveNoValues() {
    EvaluationResult none = EvaluationResult.none(EchoingNetwork.spec(LOSS, 3));
    assertTrue(none.values().values().stream().allMatch(value -> value.isNaN()), none.toString());
  }

  private static MultiLabelResult evaluate(int from, int to) {
    Evaluator evaluator = new Evaluator(EchoingNetwork.of(LOSS, 3), 4);
    for (int i = from; i < to; i++) {
      evaluator.add(
          EchoingNetwork.batch(new float[][] {PROBABILITIES[i]}, new float[][] {TRUTH[i]}));
    }
    return (MultiLabelResult) evaluator.result();
  }
}
