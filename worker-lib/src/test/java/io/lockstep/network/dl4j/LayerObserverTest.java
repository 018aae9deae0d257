package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.bind;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerObserverTest {
  private static final Progress START = Progress.start(1_000);

  private final NetworkSpec spec =
      network(
          Shape.image(1, 8, 8),
          3,
          Loss.CROSS_ENTROPY,
          conv(4, window(3, 1, 0), Activation.RELU),
          maxPool(window(2, 2, 0)),
          dense(6, Activation.RELU));

  private final Batch batch = batch(spec, 5, 1);

  /** Writes down what it is told, for example {@code +B3}: enters layer 3 backward. */
  private static final class TestingObserver implements LayerObserver {
    private final List<String> events = new ArrayList<>();

    @Override
    public void enters(int layer, Pass pass) {
      events.add("+" + pass.name().charAt(0) + layer);
    }

    @Override
    public void leaves(int layer, Pass pass) {
      events.add("-" + pass.name().charAt(0) + layer);
    }
  }

  @Test
  void seesEachLayerOnceForwardAndOnceBackward() {
    TestingObserver observer = new TestingObserver();
    bind(new Dl4jEngine(observer), spec, new Seed(1)).forwardBackward(batch, START);
    assertEquals(
        List.of(
            "+F0", "-F0", "+F1", "-F1", "+F2", "-F2", "+B3", "-B3", "+B2", "-B2", "+B1", "-B1",
            "+B0", "-B0"),
        observer.events);
  }

  @Test
  void changesNoBitOfTheGradient() {
    Network plain = bind(new Dl4jEngine(), spec, new Seed(1));
    Network observed = bind(new Dl4jEngine(new TestingObserver()), spec, new Seed(1));
    assertEquals(plain.forwardBackward(batch, START), observed.forwardBackward(batch, START));
    assertArrayEquals(plain.gradient().toArray(), observed.gradient().toArray());
  }

  @Test
  void findsTheGradientOfEachLayerFinalAfterItsBackwardPass() {
    List<float[]> seen = new ArrayList<>();
    Network[] network = new Network[1];
    network[0] =
        bind(
            new Dl4jEngine(
                new LayerObserver() {
                  @Override
                  public void enters(int layer, Pass pass) {}

                  @Override
                  public void leaves(int layer, Pass pass) {
                    if (pass == Pass.BACKWARD) {
                      seen.add(network[0].gradient().toArray());
                    }
                  }
                }),
            spec,
            new Seed(1));
    network[0].gradient().fill(Float.NaN);
    network[0].forwardBackward(batch, START);
    float[] last = network[0].gradient().toArray();
    spec.layout()
        .pieces()
        .forEach(
            piece -> {
              // The place of a layer in the backward order.
              int place = spec.layers().indexOf(spec.layerOf(piece));
              float[] then = seen.get(spec.layers().size() - 1 - place);
              for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
                assertEquals(last[i], then[i], piece.name());
              }
            });
  }
}
