package io.lockstep.network;

import static io.lockstep.network.TestingNetworks.averagePool;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.lenet;
import static io.lockstep.network.TestingNetworks.lstm;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.model;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every engine against PyTorch; {@code pytorch_reference.py} and {@code graph_reference.py} beside
 * the values made them.
 */
class PyTorchReferenceTest {
  private static final Map<String, NetworkSpec> NETWORKS =
      Map.of(
          "lenet",
          lenet(),
          "mixed",
          network(
              Shape.image(2, 9, 9),
              3,
              Loss.CROSS_ENTROPY,
              conv(3, window(3, 2, 1), Activation.IDENTITY),
              new LayerSpec.BatchNorm(0.9, 1e-3),
              new LayerSpec.Activate(Activation.TANH),
              maxPool(window(3, 1, 1)),
              conv(4, window(2, 1, 0), Activation.SIGMOID),
              averagePool(window(3, 2, 1))),
          "sequence",
          sequences(Returned.SEQUENCE, 6),
          "last",
          sequences(Returned.LAST, 1),
          "residual",
          residual(),
          "normalized",
          network(
              Shape.image(2, 8, 8),
              3,
              Loss.CROSS_ENTROPY,
              conv(6, window(3, 1, 1), Activation.IDENTITY),
              new LayerSpec.GroupNorm(3, 1e-3),
              new LayerSpec.Activate(Activation.TANH),
              new LayerSpec.Conv2d(
                  4,
                  window(3, 2, 1),
                  Activation.IDENTITY,
                  LayerSpec.Initialization.HE,
                  LayerSpec.Bias.NO),
              new LayerSpec.InstanceNorm(1e-5),
              new LayerSpec.Activate(Activation.TANH),
              new LayerSpec.LayerNorm(1e-5),
              dense(5, Activation.TANH),
              new LayerSpec.LayerNorm(1e-2)));

  private static NetworkSpec sequences(Returned returned, int steps) {
    return NetworkSpec.infer(
        model(new LayerSpec.Embedding(3), lstm(4, Returned.SEQUENCE), lstm(5, returned)),
        Shape.ids(6, 7),
        5 * steps,
        steps,
        Loss.CROSS_ENTROPY);
  }

  /** As torchvision's BasicBlock: with a projection, then without. */
  private static NetworkSpec residual() {
    return TestingNetworks.graph(
        Shape.image(2, 8, 8),
        3,
        Loss.CROSS_ENTROPY,
        normalized(new ModelBuilder(), 4, 3, 1)
            .add(new LayerSpec.Activate(Activation.RELU))
            .residual(
                body ->
                    normalized(
                        normalized(body, 6, 3, 2).add(new LayerSpec.Activate(Activation.RELU)),
                        6,
                        3,
                        1),
                shortcut -> normalized(shortcut, 6, 1, 2))
            .add(new LayerSpec.Activate(Activation.RELU))
            .residual(body -> normalized(body, 6, 3, 1), none -> {})
            .add(new LayerSpec.GlobalPool(LayerSpec.Pooling.AVERAGE)));
  }

  private static ModelBuilder normalized(ModelBuilder model, int filters, int kernel, int stride) {
    return model
        .add(conv(filters, window(kernel, stride, kernel / 2), Activation.IDENTITY))
        .add(new LayerSpec.BatchNorm(0.9, 1e-5));
  }

  @Test
  void lossAndGradientsEqualPyTorchs() throws IOException {
    for (String file :
        List.of("pytorch-reference.json", "graph-reference.json", "normalization-reference.json")) {
      assertEqualsPyTorch(read(file).get("networks"));
    }
  }

  private static void assertEqualsPyTorch(JsonNode references) {
    for (String engine : Engines.names()) {
      for (JsonNode reference : references) {
        String name = engine + " " + reference.get("name").asText();
        NetworkSpec spec = NETWORKS.get(reference.get("name").asText());
        Network network = TestingNetworks.bind(Engines.named(engine), spec, new Seed(1));
        fillParameters(network, reference.get("gradients"));
        double loss =
            network.forwardBackward(batch(spec, reference.get("rows").asInt()), Progress.start(10));
        assertEquals(reference.get("loss").asDouble(), loss, 1e-5 * loss, name);
        for (Piece piece : spec.layout().pieces()) {
          if (piece.kind().trained()) {
            float[] gradient = network.gradient().toArray(piece.slice());
            assertSummary(
                reference.get("gradients").get(piece.name()), gradient, name + " " + piece.name());
          }
        }
      }
    }
  }

  private static JsonNode read(String file) throws IOException {
    try (InputStream in = PyTorchReferenceTest.class.getResourceAsStream(file)) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** The formula of the script, over the trained pieces. */
  private static void fillParameters(Network network, JsonNode scales) {
    int number = 0;
    for (Piece piece : network.spec().layout().pieces()) {
      if (piece.kind().trained()) {
        double scale = scales.get(piece.name()).get("scale").asDouble();
        for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
          network.parameters().set(i, (float) (Math.sin(++number) * scale));
        }
      }
    }
  }

  private static Batch batch(NetworkSpec spec, int rows) {
    Batch batch = new Batch(rows, spec.input().elements(), spec.outputs());
    batch.rows(rows);
    for (int i = 0; i < batch.features().length(); i++) {
      int vocabulary = spec.input().vocabulary();
      batch.features().set(i, vocabulary > 0 ? i * 3 % vocabulary : (float) Math.cos(0.7 * i));
    }
    for (int row = 0; row < rows; row++) {
      for (int step = 0; step < spec.steps(); step++) {
        int at = (row * spec.steps() + step) * spec.outputsOfStep();
        batch.targets().set(at + (row + step) % spec.outputsOfStep(), 1);
      }
    }
    return batch;
  }

  private static void assertSummary(JsonNode expected, float[] actual, String what) {
    double sum = 0;
    double squares = 0;
    for (float value : actual) {
      sum += value;
      squares += (double) value * value;
    }
    double norm = expected.get("norm").asDouble();
    assertEquals(norm, Math.sqrt(squares), 1e-4 * norm, what + ": norm");
    // Of n errors of one sign, each 1e-4 of the average element.
    double tolerance = 1e-4 * norm * Math.sqrt(actual.length);
    assertEquals(expected.get("sum").asDouble(), sum, tolerance, what + ": sum");
    for (int i = 0; i < expected.get("values").size(); i++) {
      assertEquals(
          expected.get("values").get(i).asDouble(), actual[i], 1e-4 * norm, what + " [" + i + "]");
    }
  }
}
