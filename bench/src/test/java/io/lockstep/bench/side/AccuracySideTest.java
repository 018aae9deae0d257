package io.lockstep.bench.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracySideTest {
  private static final List<String> METRICS =
      List.of(
          "{\"type\":\"step\",\"step\":1,\"seconds\":0.5}",
          "{\"type\":\"step\",\"step\":2,\"seconds\":0.25}",
          "{\"type\":\"evaluation\",\"step\":2,\"seconds\":3,\"values\":{\"accuracy\":0.9}}",
          "{\"type\":\"step\",\"step\":3,\"seconds\":0.125}",
          "{\"type\":\"checkpoint\",\"step\":3,\"seconds\":9}",
          "{\"type\":\"evaluation\",\"step\":3,\"seconds\":4,\"values\":{\"accuracy\":0.97}}",
          "{\"type\":\"step\",\"step\":4,\"seconds\":100}",
          "{\"type\":\"evaluation\",\"step\":4,\"seconds\":5,\"values\":{\"accuracy\":0.99}}");

  @Test
  void addsUpStepsUntilTheFirstEvaluationThatFindsEnough() throws IOException {
    assertEquals(new AccuracySide.Reached(3, 0.875, 7, 0.97), AccuracySide.reached(METRICS, 0.97));
  }

  @Test
  void evaluationsThatNeverFindEnoughAreAFailure() {
    Exception failure =
        assertThrows(LockstepException.class, () -> AccuracySide.reached(METRICS, 0.995));
    assertEquals(
        "Cannot say when the accuracy was 0.995: no evaluation found as much",
        failure.getMessage());
  }
}
