package io.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.optimizer.OptimizerSpec.Rule;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Penalties, decay and clipping against PyTorch; regularization.py made the reference. */
class RegularizationTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Piece.Kind.WEIGHT, List.of(3, 4), 0),
              new Piece("0.bias", Piece.Kind.BIAS, List.of(3), 12),
              new Piece("1.weight", Piece.Kind.WEIGHT, List.of(2, 3), 15)));
  private static final Rule SGD = new OptimizerSpec.Sgd();
  private static final Rule ADAM = new OptimizerSpec.Adam(0.9, 0.99, 1e-6);
  private static final Regularization L1 = new Regularization(0.02, 0, 0);
  private static final Regularization DECAY = new Regularization(0, 0, 0.1);
  private static final Clipping ANY = new Clipping.None();
  private static final Clipping VALUE = new Clipping.Value(0.3);

  private static final Clipping LAYER = new Clipping.LayerNorm(0.9);

  private static final Map<String, OptimizerSpec> CASES =
      Map.of(
          "sgd-clip-layer-norm", spec(SGD, 0.05, Regularization.NONE, LAYER),
          "adam-l1-clip-layer-norm", spec(ADAM, 0.01, L1, LAYER),
          "sgd-l1", spec(SGD, 0.05, L1, ANY),
          "adam-l1", spec(ADAM, 0.01, L1, ANY),
          "sgd-clip-value", spec(SGD, 0.05, Regularization.NONE, VALUE),
          "adam-l1-clip-value", spec(ADAM, 0.01, L1, VALUE),
          "sgd-decay", spec(SGD, 0.05, DECAY, ANY),
          "momentum-decay", spec(new OptimizerSpec.Momentum(0.9), 0.05, DECAY, ANY),
          "nadam-decay", spec(new OptimizerSpec.NAdam(0.9, 0.99, 1e-6, 0.004), 0.01, DECAY, ANY),
          "radam-decay", spec(new OptimizerSpec.RAdam(0.9, 0.99, 1e-6), 0.01, DECAY, ANY));

  private static OptimizerSpec spec(
      Rule rule, double rate, Regularization regularization, Clipping clipping) {
    return new OptimizerSpec(
        rule,
        rate,
        new ScheduleSpec.Constant(),
        Optional.empty(),
        Optional.empty(),
        regularization,
        clipping);
  }

  @Test
  void followsPyTorch() throws IOException {
    JsonNode reference = new ObjectMapper().readTree(getClass().getResource("regularization.json"));
    Set<String> names = new HashSet<>();
    reference.get("cases").fieldNames().forEachRemaining(names::add);
    assertEquals(CASES.keySet(), names);
    for (String name : names) {
      follow(name, reference);
    }
  }

  private static void follow(String name, JsonNode reference) {
    JsonNode gradients = reference.get("gradients");
    RunLength run = new RunLength(Span.steps(gradients.size()), 5);
    Optimizer optimizer = Optimizer.of(CASES.get(name), LAYOUT, run);
    FlatVector parameters = FlatVector.copyOf(floats(reference.get("initial")));
    Progress now = Progress.start(160);
    for (int step = 0; step < gradients.size(); step++) {
      FlatVector gradient = FlatVector.copyOf(floats(gradients.get(step)));
      Slice all = Slice.all(LAYOUT.length());
      optimizer.update(parameters, GradientSource.of(gradient), all, Double.NaN, now);
      now = now.advance(32);
      float[] expected = floats(reference.get("cases").get(name).get(step));
      for (int i = 0; i < expected.length; i++) {
        double tolerance = 2e-6 * Math.max(1, Math.abs(expected[i]));
        String place = name + ", element " + i + " after step " + (step + 1);
        assertEquals(expected[i], parameters.get(i), tolerance, place);
      }
    }
  }

  private static float[] floats(JsonNode row) {
    float[] values = new float[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i).floatValue();
    }
    return values;
  }
}
