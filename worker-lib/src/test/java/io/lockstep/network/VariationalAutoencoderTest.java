package io.lockstep.network;

import static io.lockstep.network.TestingNetworks.dense;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.Batch;
import io.lockstep.data.Batch.Weighting;
import io.lockstep.evaluation.Evaluator;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss.Bernoulli;
import io.lockstep.network.Loss.Gaussian;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A variational autoencoder against PyTorch; {@code vae.py} beside the values made them. */
class VariationalAutoencoderTest {
  private static final int ROWS = 4;
  private static final int WIDTH = 6;
  private static final int CODE = 3;

  @Test
  void lossAndGradientsEqualPyTorchs() throws IOException {
    JsonNode reference = read();
    assertEqual(reference.get("gaussian"), new Gaussian(), 1, Weighting.EQUAL);
    assertEqual(reference.get("bernoulli"), new Bernoulli(), 1, Weighting.EQUAL);
    assertEqual(reference.get("weighted"), new Bernoulli(), 2.5, Weighting.WEIGHTED);
  }

  @Test
  void anEvaluationIsOfTheMeanCodeAndCountsItsDivergence() throws IOException {
    JsonNode expected = read().get("bernoulli");
    try (Network network = network(new Bernoulli(), 1)) {
      Evaluator evaluator = new Evaluator(network, ROWS);
      evaluator.add(batch(Weighting.EQUAL));
      double loss =
          expected.get("reconstruction").asDouble() + expected.get("divergence").asDouble();
      assertEquals(loss / ROWS, evaluator.result().loss(), 1e-5 * loss);
      assertEquals(expected.get("divergence").asDouble(), network.divergence(), 1e-5);
    }
  }

  @Test
  void needsNoiseInTraining() throws IOException {
    try (Network network = network(new Gaussian(), 1)) {
      Batch batch = new Batch(ROWS, WIDTH, WIDTH);
      batch.rows(ROWS);
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> network.forwardBackward(batch, Progress.start(10)))
              .getMessage();
      assertTrue(message.startsWith("Invalid noise (12 numbers)"), message);
      assertEquals(
          Optional.of("DL4J has no layer that is latent"),
          Engines.named("dl4j").exportProblem(network.spec()));
    }
  }

  @Test
  void belongsToReconstructions() {
    String message =
        assertThrows(
                LockstepException.class,
                () ->
                    TestingNetworks.network(
                        Shape.flat(4),
                        2,
                        Loss.CROSS_ENTROPY,
                        new LayerSpec.Latent(2, 1, Initialization.LECUN)))
            .getMessage();
    assertEquals(
        "Cannot build layer 0 (latent): a code is learned by data.task: reconstruction only",
        message);
  }

  private static void assertEqual(JsonNode expected, Loss loss, double beta, Weighting weighting)
      throws IOException {
    try (Network network = network(loss, beta)) {
      double sum = network.forwardBackward(batch(weighting), Progress.start(10));
      assertEquals(expected.get("loss").asDouble(), sum, 1e-5 * sum);
      JsonNode gradient = expected.get("gradient");
      assertEquals(gradient.size(), network.gradient().length());
      for (int i = 0; i < gradient.size(); i++) {
        assertEquals(gradient.get(i).asDouble(), network.gradient().get(i), 2e-5, "at " + i);
      }
    }
  }

  private static Network network(Loss loss, double beta) {
    NetworkSpec spec =
        TestingNetworks.network(
            Shape.flat(WIDTH),
            WIDTH,
            loss,
            dense(5, Activation.TANH),
            new LayerSpec.Latent(CODE, beta, Initialization.LECUN),
            dense(4, Activation.TANH));
    Network network = TestingNetworks.bind(Engines.named("dl4j"), spec, new Seed(1));
    for (int i = 0; i < network.parameters().length(); i++) {
      network.parameters().set(i, (float) (0.5 * Math.sin(i + 1)));
    }
    return network;
  }

  private static Batch batch(Weighting weighting) throws IOException {
    Batch batch = new Batch(ROWS, WIDTH, WIDTH, weighting, CODE);
    batch.rows(ROWS);
    for (int i = 0; i < ROWS * WIDTH; i++) {
      batch.features().set(i, (float) ((1 + Math.cos(0.7 * i)) / 2));
      batch.targets().set(i, batch.features().get(i));
    }
    for (int i = 0; i < ROWS * CODE; i++) {
      batch.noise().set(i, (float) Math.sin(1.3 * i + 1));
    }
    for (int i = 0; i < batch.weights().length(); i++) {
      batch.weights().set(i, (float) read().get("weights").get(i).asDouble());
    }
    return batch;
  }

  private static JsonNode read() throws IOException {
    try (InputStream in = VariationalAutoencoderTest.class.getResourceAsStream("vae.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}
