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
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Trajectories against PyTorch's optimizers; trajectories.py made the reference. */
class OptimizerTrajectoryTest {
  private static final JsonNode REFERENCE = read();
  private static final ParameterLayout LAYOUT = layout();
  private static final Rule SGD = new OptimizerSpec.Sgd();
  private static final Rule MOMENTUM = new OptimizerSpec.Momentum(0.9);
  private static final Rule NAG = new OptimizerSpec.Nag(0.9);
  private static final Rule RMSPROP = new OptimizerSpec.RmsProp(0.9, 1e-6);
  private static final Rule ADAM = new OptimizerSpec.Adam(0.9, 0.99, 1e-6);
  private static final Rule ADAMW = new OptimizerSpec.AdamW(0.9, 0.99, 1e-6, 0.1);

  private static final OptionalDouble NO_CLIP = OptionalDouble.empty();

  private static Map<String, OptimizerSpec> cases() {
    Map<String, OptimizerSpec> cases = new LinkedHashMap<>();
    cases.put("sgd", spec(SGD, 0.1, 0, OptionalDouble.empty()));
    cases.put("sgd-l2", spec(SGD, 0.1, 0.02, OptionalDouble.empty()));
    cases.put("sgd-clip", spec(SGD, 0.1, 0, OptionalDouble.of(1.5)));
    cases.put("momentum", spec(MOMENTUM, 0.05, 0, OptionalDouble.empty()));
    cases.put("momentum-l2-clip", spec(MOMENTUM, 0.05, 0.02, OptionalDouble.of(1.5)));
    cases.put("nag", spec(NAG, 0.05, 0, OptionalDouble.empty()));
    cases.put("nag-l2", spec(NAG, 0.05, 0.02, OptionalDouble.empty()));
    cases.put("rmsprop", spec(RMSPROP, 0.01, 0, OptionalDouble.empty()));
    cases.put("rmsprop-l2", spec(RMSPROP, 0.01, 0.02, OptionalDouble.empty()));
    cases.put("adam", spec(ADAM, 0.01, 0, OptionalDouble.empty()));
    cases.put("adam-l2", spec(ADAM, 0.01, 0.02, OptionalDouble.empty()));
    cases.put("adam-clip", spec(ADAM, 0.01, 0, OptionalDouble.of(1.5)));
    cases.put("adagrad", spec(new OptimizerSpec.Adagrad(1e-6), 0.05, 0, OptionalDouble.empty()));
    cases.put("adadelta", spec(new OptimizerSpec.Adadelta(0.9, 1e-6), 1, 0, NO_CLIP));
    cases.put(
        "rmsprop-centered", spec(new OptimizerSpec.CenteredRmsProp(0.9, 1e-6), 0.01, 0, NO_CLIP));
    cases.put("amsgrad", spec(new OptimizerSpec.AmsGrad(0.9, 0.99, 1e-6), 0.01, 0, NO_CLIP));
    cases.put("nadam", spec(new OptimizerSpec.NAdam(0.9, 0.99, 1e-6, 0.004), 0.01, 0, NO_CLIP));
    cases.put("radam", spec(new OptimizerSpec.RAdam(0.9, 0.99, 1e-6), 0.01, 0, NO_CLIP));
    cases.put("radam-l2", spec(new OptimizerSpec.RAdam(0.9, 0.99, 1e-6), 0.01, 0.02, NO_CLIP));
    cases.put("adabelief", spec(new OptimizerSpec.AdaBelief(0.9, 0.99, 1e-6), 0.01, 0, NO_CLIP));
    cases.put(
        "adabound", spec(new OptimizerSpec.AdaBound(0.9, 0.99, 1e-6, 0.1, 1e-3), 0.01, 0, NO_CLIP));
    cases.put(
        "amsbound",
        spec(new OptimizerSpec.AmsBound(0.9, 0.99, 1e-6, 0.1, 1e-3), 0.01, 0.02, NO_CLIP));
    cases.put("adamw", spec(ADAMW, 0.01, 0, OptionalDouble.empty()));
    cases.put("adamw-clip", spec(ADAMW, 0.01, 0, OptionalDouble.of(1.5)));
    layerWise(cases);
    averaging(cases);
    ScheduleSpec schedule = new ScheduleSpec.WarmUp(Span.steps(5), new ScheduleSpec.Cosine(0.05));
    cases.put(
        "momentum-warm-up-cosine",
        new OptimizerSpec(MOMENTUM, 0.1, schedule, 0, OptionalDouble.empty()));
    return cases;
  }

  private static void layerWise(Map<String, OptimizerSpec> cases) {
    OptimizerSpec.Adam adam = new OptimizerSpec.Adam(0.9, 0.99, 1e-6);
    Rule lars = new OptimizerSpec.Lars(0.9, 0.01, 0.2);
    cases.put("lars", spec(lars, 0.2, 0, NO_CLIP));
    cases.put("lars-clip", spec(lars, 0.2, 0, OptionalDouble.of(1.5)));
    cases.put("lamb", spec(new OptimizerSpec.Lamb(0.9, 0.99, 1e-6, 0.1), 0.01, 0, NO_CLIP));
    Rule free = new OptimizerSpec.ScheduleFree(0.9, 0.99, 1e-6, 0.1);
    ScheduleSpec warmUp = new ScheduleSpec.WarmUp(Span.steps(5), new ScheduleSpec.Constant());
    cases.put("schedule-free", spec(free, 0.01, 0, NO_CLIP));
    cases.put(
        "schedule-free-warm-up", new OptimizerSpec(free, 0.01, warmUp, 0, OptionalDouble.of(1.5)));
    cases.put("schedule-free-average", new OptimizerSpec(free, 0.01, warmUp, 0, NO_CLIP));
    cases.put("muon", spec(new OptimizerSpec.Muon(0.95, 0, adam, 0.01), 0.05, 0, NO_CLIP));
    Rule decaying = new OptimizerSpec.Muon(0.95, 0.1, adam, 0.01);
    cases.put("muon-decay-clip", spec(decaying, 0.05, 0, OptionalDouble.of(1.5)));
  }

  private static void averaging(Map<String, OptimizerSpec> cases) {
    cases.put("lookahead-adam", spec(new OptimizerSpec.Lookahead(ADAM, 5, 0.5), 0.01, 0, NO_CLIP));
    cases.put(
        "lookahead-momentum",
        spec(new OptimizerSpec.Lookahead(MOMENTUM, 4, 0.8), 0.05, 0.02, NO_CLIP));
    Rule ema = new OptimizerSpec.Averaged(MOMENTUM, new OptimizerSpec.Ema(0.8));
    cases.put("ema-average", spec(ema, 0.05, 0, NO_CLIP));
    Rule swa = new OptimizerSpec.Averaged(MOMENTUM, new OptimizerSpec.Swa(0.5, Span.steps(3)));
    cases.put("swa-average", spec(swa, 0.05, 0, NO_CLIP));
  }

  private static OptimizerSpec spec(Rule rule, double rate, double l2, OptionalDouble clipNorm) {
    return new OptimizerSpec(rule, rate, new ScheduleSpec.Constant(), l2, clipNorm);
  }

  @TestFactory
  List<DynamicTest> followsPyTorch() {
    Map<String, OptimizerSpec> cases = cases();
    List<String> names = new ArrayList<>();
    REFERENCE.get("cases").fieldNames().forEachRemaining(names::add);
    assertEquals(names, List.copyOf(cases.keySet()));
    return names.stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> follow(name, cases.get(name))))
        .toList();
  }

  private static void follow(String name, OptimizerSpec spec) {
    JsonNode gradients = REFERENCE.get("gradients");
    Optimizer optimizer =
        Optimizer.of(spec, LAYOUT, new RunLength(Span.steps(gradients.size()), 5));
    FlatVector parameters = FlatVector.copyOf(floats(REFERENCE.get("initial")));
    Progress now = Progress.start(5 * 32);
    for (int step = 0; step < gradients.size(); step++) {
      FlatVector gradient = FlatVector.copyOf(floats(gradients.get(step)));
      Slice all = Slice.all(LAYOUT.length());
      optimizer.update(parameters, GradientSource.of(gradient), all, norm(gradient), now);
      now = now.advance(32);
      FlatVector counts = FlatVector.copyOf(parameters.toArray());
      if (name.endsWith("-average")) {
        optimizer.averaged().orElseThrow().replace(counts, all);
      }
      float[] expected = floats(REFERENCE.get("cases").get(name).get(step));
      for (int i = 0; i < expected.length; i++) {
        // A few units of float32's last place: the same formulas, rounded in another order.
        // (Muon's iteration enlarges small singular values, and their errors, up to 485 times.)
        double tolerance =
            (name.startsWith("muon") ? 2e-5 : 1e-6) * Math.max(1, Math.abs(expected[i]));
        String place = name + ", element " + i + " after step " + (step + 1);
        assertEquals(expected[i], counts.get(i), tolerance, place);
      }
    }
  }

  private static double norm(FlatVector gradient) {
    GradientNorm norm = new GradientNorm(LAYOUT);
    double[] blocks = new double[norm.blocks()];
    norm.sum(gradient, Slice.all(gradient.length()), blocks);
    return GradientNorm.ofBlocks(blocks);
  }

  private static ParameterLayout layout() {
    List<Piece> pieces = new ArrayList<>();
    int offset = 0;
    for (JsonNode node : REFERENCE.get("pieces")) {
      List<Integer> shape = new ArrayList<>();
      node.get("shape").forEach(size -> shape.add(size.intValue()));
      Piece.Kind kind = Piece.Kind.valueOf(node.get("kind").textValue());
      Piece piece = new Piece(node.get("name").textValue(), kind, shape, offset);
      offset += piece.length();
      pieces.add(piece);
    }
    return new ParameterLayout(pieces);
  }

  private static float[] floats(JsonNode row) {
    float[] values = new float[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i).floatValue();
    }
    return values;
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper()
          .readTree(OptimizerTrajectoryTest.class.getResource("trajectories.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
