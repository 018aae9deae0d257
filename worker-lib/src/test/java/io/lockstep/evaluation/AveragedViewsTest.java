package io.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.augmentation.PictureSize;
import io.lockstep.augmentation.ViewSpec;
import io.lockstep.augmentation.Views;
import io.lockstep.data.Batch;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.parameters.FlatVector;
import org.junit.jupiter.api.Test;

class AveragedViewsTest {
  private static final float[][] ROWS = {{1, 2, 3, 4, 5, 6}, {10, 0, 0, 0, 0, 20}};

  private static Network averaged(String views, PictureSize size) {
    return new AveragedViews(
        EchoingNetwork.of(Loss.MSE, 6), new Views(ViewSpec.parse(views), size), 3);
  }

  @Test
  void predictionsAreTheMeanOverTheViewsOfEachPicture() {
    Batch batch = EchoingNetwork.batch(ROWS, ROWS);
    FlatVector outputs = FlatVector.allocate(18);
    try (Network network = averaged("flip", new PictureSize(1, 2, 3))) {
      network.predict(batch, outputs);
      network.predict(batch, outputs); // nothing is left over from before
    }
    float[] expected = {2, 2, 2, 5, 5, 5, 5, 0, 5, 10, 0, 10};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], outputs.get(i), 1e-6f, "output " + i);
    }
  }

  @Test
  void anEvaluationCountsTheMean() {
    // The mean of both views misses each target by 1, 0, 1 and by 5, 0, 5, 10, 0, 10.
    Evaluator evaluator = new Evaluator(averaged("flip", new PictureSize(1, 2, 3)), 3);
    evaluator.add(EchoingNetwork.batch(ROWS, ROWS));
    Evaluator plain = new Evaluator(EchoingNetwork.of(Loss.MSE, 6), 3);
    float[][] means = {{2, 2, 2, 5, 5, 5}, {5, 0, 5, 10, 0, 10}};
    plain.add(EchoingNetwork.batch(means, ROWS));
    assertEquals(plain.result().values(), evaluator.result().values());
  }

  @Test
  void refusesPicturesOfAnotherSize() {
    assertEquals(
        "Invalid views (of pictures 6 wide): PictureSize[channels=1, height=2, width=2]",
        assertThrows(
                IllegalArgumentException.class, () -> averaged("flip", new PictureSize(1, 2, 2)))
            .getMessage());
  }
}
