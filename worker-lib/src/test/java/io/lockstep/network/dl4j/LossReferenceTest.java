package io.lockstep.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.network.Loss;
import io.lockstep.network.Loss.AbsoluteError;
import io.lockstep.network.Loss.Bernoulli;
import io.lockstep.network.Loss.BinaryCrossEntropy;
import io.lockstep.network.Loss.CrossEntropy;
import io.lockstep.network.Loss.Gaussian;
import io.lockstep.network.Loss.Hinge;
import io.lockstep.network.Loss.Huber;
import io.lockstep.network.Loss.KlDivergence;
import io.lockstep.network.Loss.Poisson;
import io.lockstep.network.NetworkSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Losses against PyTorch's; {@code losses.py} beside the values made them. */
class LossReferenceTest {
  private static final Map<String, Loss> LOSSES =
      Map.ofEntries(
          Map.entry("cross-entropy", Loss.CROSS_ENTROPY),
          Map.entry("cross-entropy smooth", new CrossEntropy(0.1)),
          Map.entry("binary-cross-entropy", new BinaryCrossEntropy(0)),
          Map.entry("binary-cross-entropy smooth", new BinaryCrossEntropy(0.2)),
          Map.entry("kl-divergence", new KlDivergence()),
          Map.entry("hinge", new Hinge()),
          Map.entry("mse", Loss.MSE),
          Map.entry("mae", new AbsoluteError()),
          Map.entry("huber", new Huber(1)),
          Map.entry("huber narrow", new Huber(0.3)),
          Map.entry("poisson", new Poisson()),
          Map.entry("gaussian", new Gaussian()),
          Map.entry("bernoulli", new Bernoulli()));

  @Test
  void lossesAndGradientsEqualPyTorchs() throws IOException {
    JsonNode reference = read();
    int rows = reference.get("rows").asInt();
    int width = reference.get("width").asInt();
    TreeSet<String> compared = new TreeSet<>();
    for (JsonNode one : reference.get("cases")) {
      String name = one.get("name").asText();
      if (LOSSES.containsKey(name)) {
        FloatBuffer z = floats(reference.get("outputs"));
        double sum =
            OutputLoss.of(LOSSES.get(name))
                .sumAndGradient(z, floats(one.get("targets")), rows, width);
        assertEquals(sum(one.get("losses")), sum, 1e-6, name);
        assertArrayEquals(floats(one.get("gradient")).array(), z.array(), 1e-6f, name);
        FloatBuffer weighted = floats(reference.get("outputs"));
        double weightedSum =
            OutputLoss.of(LOSSES.get(name))
                .sumAndGradient(
                    weighted,
                    floats(one.get("targets")),
                    floats(reference.get("weights")),
                    1,
                    rows,
                    width);
        assertEquals(weightedSum(reference, one), weightedSum, 1e-6, name);
        assertArrayEquals(
            floats(one.get("weightedGradient")).array(), weighted.array(), 1e-6f, name);
        compared.add(name);
      }
    }
    assertEquals(new TreeSet<>(LOSSES.keySet()), compared);
  }

  private static double weightedSum(JsonNode reference, JsonNode one) {
    double sum = 0;
    for (int i = 0; i < reference.get("rows").asInt(); i++) {
      sum += reference.get("weights").get(i).asDouble() * one.get("losses").get(i).asDouble();
    }
    return sum;
  }

  private static double sum(JsonNode numbers) {
    double sum = 0;
    for (JsonNode number : numbers) {
      sum += number.asDouble();
    }
    return sum;
  }

  private static FloatBuffer floats(JsonNode numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.get(i).asDouble();
    }
    return FloatBuffer.wrap(values);
  }

  private static JsonNode read() throws IOException {
    try (InputStream in = NetworkSpec.class.getResourceAsStream("losses.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}
