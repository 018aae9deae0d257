package io.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.OptimizerSpec.Rule;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bound on norms of incoming weights; max_norm.py made the reference by torch.renorm. */
class MaxNormTest {
  private static final double BOUND = 1.5;

  private static final ParameterLayout SMALL =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Kind.WEIGHT, List.of(5, 4), 0),
              new Piece("0.bias", Kind.BIAS, List.of(5), 20),
              new Piece("1.bias", Kind.BIAS, List.of(3), 25),
              new Piece("1.weight", Kind.WEIGHT, List.of(3, 2, 2, 2), 28),
              new Piece("2.scale", Kind.NORMALIZATION, List.of(4), 52),
              new Piece("3.weight", Kind.EMBEDDING, List.of(2, 6), 56)));

  /** Rows of several blocks each, then rows of which one is cut by the border of a block. */
  private static final ParameterLayout WIDE =
      new ParameterLayout(
          List.of(
              new Piece("0.bias", Kind.BIAS, List.of(3), 0),
              new Piece("0.weight", Kind.WEIGHT, List.of(3, 10_001), 3),
              new Piece("1.weight", Kind.WEIGHT, List.of(40, 100), 30_006),
              new Piece("1.bias", Kind.BIAS, List.of(40), 34_006)));

  private static final Map<String, OptimizerSpec> CASES =
      Map.of(
          "sgd", spec(new OptimizerSpec.Sgd(), 0.1, 0),
          "momentum-l2", spec(new OptimizerSpec.Momentum(0.9), 0.03, 0.02),
          "adam", spec(new OptimizerSpec.Adam(0.9, 0.99, 1e-6), 0.05, 0));

  private static OptimizerSpec spec(Rule rule, double rate, double l2) {
    return spec(rule, rate, new Regularization(0, l2, 0, OptionalDouble.of(BOUND)));
  }

  private static OptimizerSpec spec(Rule rule, double rate, Regularization regularization) {
    return new OptimizerSpec(
        rule,
        rate,
        new ScheduleSpec.Constant(),
        Optional.empty(),
        Optional.empty(),
        regularization,
        new Clipping.None());
  }

  private static Optimizer optimizer(OptimizerSpec spec, ParameterLayout layout) {
    return Optimizer.of(spec, layout, new RunLength(Span.steps(24), 5));
  }

  @Test
  void followsTorchRenorm() throws IOException {
    JsonNode reference = new ObjectMapper().readTree(getClass().getResource("max_norm.json"));
    Set<String> names = new HashSet<>();
    reference.get("cases").fieldNames().forEachRemaining(names::add);
    assertEquals(CASES.keySet(), names);
    for (String name : names) {
      follow(name, reference);
    }
  }

  private static void follow(String name, JsonNode reference) {
    JsonNode gradients = reference.get("gradients");
    assertEquals(24, gradients.size());
    Optimizer optimizer = optimizer(CASES.get(name), SMALL);
    FlatVector parameters = FlatVector.copyOf(floats(reference.get("initial")));
    Progress now = Progress.start(160);
    for (int step = 0; step < gradients.size(); step++) {
      FlatVector gradient = FlatVector.copyOf(floats(gradients.get(step)));
      Slice all = Slice.all(SMALL.length());
      optimizer.update(parameters, GradientSource.of(gradient), all, Double.NaN, now);
      now = now.advance(32);
      float[] expected = floats(reference.get("cases").get(name).get(step));
      for (int i = 0; i < expected.length; i++) {
        double tolerance = 3e-6 * Math.max(1, Math.abs(expected[i]));
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

  @Test
  void longRowsComeBackToTheBoundInTheirDirectionAndNothingElseMoves() {
    FlatVector parameters = drawn(WIDE.length(), 3);
    parameters.scale(1e-3f, new Slice(10_004, 20_005));
    float[] before = parameters.toArray();
    Slice all = Slice.all(WIDE.length());
    FlatVector zeros = FlatVector.allocate(WIDE.length());
    optimizer(CASES.get("sgd"), WIDE)
        .update(parameters, GradientSource.of(zeros), all, Double.NaN, Progress.start(4));
    for (Piece piece : WIDE.pieces()) {
      int width = piece.length() / piece.shape().get(0);
      for (int from = piece.offset(); from < piece.slice().to(); from += width) {
        double norm = norm(before, from, width);
        double factor = piece.kind() == Kind.WEIGHT && norm > BOUND ? BOUND / norm : 1;
        for (int i = from; i < from + width; i++) {
          assertEquals(factor * before[i], parameters.get(i), 1e-6 * Math.abs(before[i]));
        }
      }
    }
    assertTrue(norm(before, 10_004, 10_001) < BOUND, "one long row is within the bound");
    assertEquals(BOUND, norm(parameters.toArray(), 3, 10_001), 1e-6 * BOUND);
  }

  private static double norm(float[] values, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  @Test
  void inputAndRecurrentWeightsOfAnLstmAreBoundByThemselvesAndAnEmbeddingIsNot() {
    ParameterLayout layout = recurrent().layout();
    FlatVector parameters = FlatVector.allocate(layout.length());
    parameters.fill(2);
    optimizer(CASES.get("sgd"), layout)
        .update(
            parameters,
            GradientSource.of(FlatVector.allocate(layout.length())),
            Slice.all(layout.length()),
            Double.NaN,
            Progress.start(4));
    Map<String, Double> expected =
        Map.of(
            "0.weight",
            2.0,
            "1.weight",
            BOUND / Math.sqrt(8),
            "1.recurrent",
            BOUND / Math.sqrt(6),
            "1.bias",
            2.0,
            "2.weight",
            BOUND / Math.sqrt(6),
            "2.bias",
            2.0);
    assertEquals(expected.size(), layout.pieces().size());
    for (Piece piece : layout.pieces()) {
      for (float value : parameters.toArray(piece.slice())) {
        assertEquals(expected.get(piece.name()), value, 1e-6, piece.name());
      }
    }
  }

  /** An embedding of 8, an LSTM of 6 units. */
  private static NetworkSpec recurrent() {
    return NetworkSpec.infer(
        new ModelSpec(
            List.of(
                new LayerSpec.Embedding(8),
                new LayerSpec.Lstm(6, Returned.LAST, Initialization.XAVIER, 1),
                new LayerSpec.Output(
                    OptionalInt.empty(), Optional.empty(), Initialization.XAVIER))),
        Shape.ids(5, 83),
        4,
        Loss.CROSS_ENTROPY);
  }

  @Test
  void ranksThatHaveAPartOfARowEachEqualOneThatHasAllBitForBit() throws Exception {
    FlatVector gradient = drawn(WIDE.length(), 4);
    FlatVector whole = drawn(WIDE.length(), 3);
    Optimizer alone = optimizer(CASES.get("momentum-l2"), WIDE);
    Progress now = Progress.start(4);
    for (int step = 0; step < 4; step++) {
      Slice all = Slice.all(WIDE.length());
      alone.update(whole, GradientSource.of(gradient), all, Double.NaN, now);
    }
    for (int ranks : new int[] {2, 3, 4, 9, 12}) {
      FlatVector shared = drawn(WIDE.length(), 3);
      together(ranks, shared, gradient);
      assertArrayEquals(whole.toArray(), shared.toArray(), ranks + " ranks");
    }
  }

  private static void together(int ranks, FlatVector parameters, FlatVector gradient)
      throws Exception {
    TestingExchange exchange = new TestingExchange(ranks);
    ExecutorService threads = Executors.newFixedThreadPool(ranks);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        Slice slice = Slice.ofRank(rank, ranks, WIDE.length());
        futures.add(
            threads.submit(
                () -> {
                  Optimizer own = optimizer(CASES.get("momentum-l2"), WIDE);
                  GradientSource source = GradientSource.of(gradient);
                  for (int step = 0; step < 4; step++) {
                    own.update(
                        parameters,
                        source,
                        slice,
                        Double.NaN,
                        exchange.of(slice),
                        Progress.start(4));
                  }
                }));
      }
      for (Future<?> future : futures) {
        future.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aNormThatIsNoNumberStaysVisible() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      FlatVector parameters = FlatVector.allocate(SMALL.length());
      parameters.fill(3);
      parameters.set(1, wrong);
      Slice all = Slice.all(SMALL.length());
      optimizer(CASES.get("sgd"), SMALL)
          .update(
              parameters,
              GradientSource.of(FlatVector.allocate(SMALL.length())),
              all,
              Double.NaN,
              Progress.start(4));
      assertArrayEquals(new float[] {3, wrong, 3, 3}, parameters.toArray(new Slice(0, 4)));
      assertEquals(0.75f, parameters.get(4), "the next row");
    }
  }

  @Test
  void refusesBoundsAndRulesThatMeanNothing() {
    for (double bound : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertFails(
          "Invalid max-norm (a number greater than 0): " + bound,
          () -> new Regularization(0, 0, 0, OptionalDouble.of(bound)));
    }
    Rule sgd = new OptimizerSpec.Sgd();
    for (Rule rule :
        List.of(
            new OptimizerSpec.Lookahead(sgd, 5, 0.5),
            new OptimizerSpec.Averaged(sgd, new OptimizerSpec.Ema(0.9)),
            new OptimizerSpec.ScheduleFree(0.9, 0.999, 1e-8, 0))) {
      assertFails(
          "Invalid max-norm (none where an average of the weights counts): OptionalDouble[1.5]",
          () -> spec(rule, 0.1, 0));
    }
  }

  @Test
  void refusesADecayBesideThatOfARuleThatLooksAtWholePieces() {
    Rule lamb = new OptimizerSpec.Lamb(0.9, 0.999, 1e-6, 0.01);
    for (Rule rule :
        List.of(
            new OptimizerSpec.Lars(0.9, 1e-4, 0.001),
            lamb,
            new OptimizerSpec.Muon(0.95, 0, new OptimizerSpec.Adam(0.9, 0.95, 1e-10), 3e-4),
            new OptimizerSpec.Lookahead(lamb, 5, 0.5))) {
      assertFails(
          "Invalid weight-decay (0 beside lars, lamb and muon, which have one of their own): 0.1",
          () -> spec(rule, 0.1, new Regularization(0, 0, 0.1)));
    }
  }

  private static void assertFails(String message, Runnable construction) {
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, construction::run);
    assertEquals(message, failure.getMessage());
  }

  private static FlatVector drawn(int length, long seed) {
    Random random = new Random(seed);
    FlatVector vector = FlatVector.allocate(length);
    for (int i = 0; i < length; i++) {
      vector.set(i, (float) random.nextGaussian());
    }
    return vector;
  }
}
