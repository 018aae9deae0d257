package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.network;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ChannelDropoutTest {
  private static final int MAPS = 4_000;
  private static final int POSITIONS = 6;

  @Test
  void dropsWholeFeatureMapsAndScalesTheOthersInBothPasses() {
    Nd4j.getRandom().setSeed(7);
    ChannelDropout dropout = new ChannelDropout(0.25);
    INDArray in = Nd4j.ones(MAPS / 40, 40, 2, 3);
    INDArray out = Nd4j.create(MAPS / 40, 40, 2, 3);
    dropout.applyDropout(in, out, 0, 0, LayerWorkspaceMgr.noWorkspaces());
    float[] values = Memory.rowMajor(out).data().asFloat();
    int dropped = 0;
    for (int map = 0; map < MAPS; map++) {
      float first = values[map * POSITIONS];
      assertTrue(first == 0 || first == (float) (1 / 0.75), "zero or scaled: " + first);
      dropped += first == 0 ? 1 : 0;
      for (int i = 1; i < POSITIONS; i++) {
        assertEquals(first, values[map * POSITIONS + i]);
      }
    }
    // Six standard deviations of a binomial count.
    assertEquals(0.25 * MAPS, dropped, 6 * Math.sqrt(MAPS * 0.25 * 0.75));
    INDArray below = Nd4j.create(MAPS / 40, 40, 2, 3);
    dropout.backprop(in, below, 0, 0);
    assertArrayEquals(values, Memory.rowMajor(below).data().asFloat());
  }

  @Test
  void bothDropoutsAreInvertedAndLeaveInferenceAsItIs() {
    for (LayerSpec dropout :
        new LayerSpec[] {new LayerSpec.Dropout(0.5), new LayerSpec.SpatialDropout(0.5)}) {
      Network with = bind(dropout);
      Network without = bind();
      Batch batch = batch(with.spec(), 3, 5);
      float[] examples = batch.features().toArray();
      assertArrayEquals(predict(without, batch), predict(with, batch), dropout.kind());
      double first = with.forwardBackward(batch, Progress.start(10));
      assertEquals(first, with.forwardBackward(batch, Progress.start(10)), "the same step replays");
      assertNotEquals(first, with.forwardBackward(batch, Progress.start(10).advance(3)));
      assertArrayEquals(examples, batch.features().toArray(), "examples stay as they are");
    }
  }

  private static Network bind(LayerSpec... hidden) {
    NetworkSpec spec = network(Shape.image(4, 2, 3), 3, Loss.CROSS_ENTROPY, hidden);
    Network network = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(3));
    for (int i = 0; i < network.parameters().length(); i++) {
      network.parameters().set(i, (float) Math.sin(i));
    }
    return network;
  }

  private static float[] predict(Network network, Batch batch) {
    FlatVector outputs = FlatVector.allocate(9);
    network.predict(batch, outputs);
    return outputs.toArray();
  }
}
