package io.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.network.Loss;
import io.lockstep.network.Loss.CrossEntropy;
import io.lockstep.network.Loss.Link;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Losses of predictions are PyTorch's of the outputs ({@code losses.py}), without smoothing. */
class ExampleLossTest {
  @Test
  void lossesOfPredictionsEqualPyTorchs() throws IOException {
    JsonNode reference;
    try (InputStream in = NetworkSpec.class.getResourceAsStream("losses.json")) {
      reference = new ObjectMapper().readTree(in);
    }
    int width = reference.get("width").asInt();
    for (Loss loss : TestingNetworks.losses()) {
      JsonNode one = named(reference, caseOf(loss));
      FlatVector predictions = vector(reference.get("outputs"));
      FlatVector targets = vector(one.get("targets"));
      for (int row = 0; row < reference.get("rows").asInt(); row++) {
        link(loss.link(), predictions, row * width, width);
        assertEquals(
            one.get("losses").get(row).asDouble(),
            ExampleLoss.of(loss).of(predictions, targets, row * width, width),
            2e-6,
            loss + " of row " + row);
      }
    }
  }

  private static String caseOf(Loss loss) {
    return loss instanceof CrossEntropy ? "cross-entropy" : loss.word();
  }

  private static JsonNode named(JsonNode reference, String name) {
    for (JsonNode one : reference.get("cases")) {
      if (one.get("name").asText().equals(name)) {
        return one;
      }
    }
    throw new AssertionError("losses.json has no case " + name);
  }

  private static void link(Link link, FlatVector values, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      sum += Math.exp(values.get(i));
    }
    for (int i = from; i < from + width; i++) {
      double z = values.get(i);
      double prediction =
          switch (link) {
            case IDENTITY -> z;
            case SOFTMAX -> Math.exp(z) / sum;
            case SIGMOID -> 1 / (1 + Math.exp(-z));
            case EXPONENTIAL -> Math.exp(z);
          };
      values.set(i, (float) prediction);
    }
  }

  private static FlatVector vector(JsonNode numbers) {
    FlatVector values = FlatVector.allocate(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      values.set(i, (float) numbers.get(i).asDouble());
    }
    return values;
  }
}
