package io.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every rule. */
class OptimizerContractTest {
  private static final RunLength RUN = new RunLength(Span.epochs(3), 4);

  /** More than three blocks, with borders of pieces away from those of blocks. */
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Kind.WEIGHT, List.of(90, 100), 0),
              new Piece("0.bias", Kind.BIAS, List.of(90), 9_000),
              new Piece("1.gamma", Kind.NORMALIZATION, List.of(700), 9_090),
              new Piece("1.mean", Kind.STATISTIC, List.of(700), 9_790),
              new Piece("2.weight", Kind.WEIGHT, List.of(51, 60), 10_490),
              new Piece("2.bias", Kind.BIAS, List.of(51), 13_550)));

  private static final Regularization BOUNDED =
      new Regularization(0, 0.02, 0, OptionalDouble.of(8));

  static Stream<OptimizerSpec> specs() {
    return Stream.of(
            new OptimizerSpec.Sgd(),
            new OptimizerSpec.Momentum(0.9),
            new OptimizerSpec.Nag(0.9),
            new OptimizerSpec.RmsProp(0.9, 1e-8),
            new OptimizerSpec.CenteredRmsProp(0.9, 1e-8),
            new OptimizerSpec.Adagrad(1e-10),
            new OptimizerSpec.Adadelta(0.95, 1e-6),
            new OptimizerSpec.AmsGrad(0.9, 0.999, 1e-8),
            new OptimizerSpec.NAdam(0.9, 0.999, 1e-8, 0.004),
            new OptimizerSpec.RAdam(0.9, 0.999, 1e-8),
            new OptimizerSpec.AdaBelief(0.9, 0.999, 1e-8),
            new OptimizerSpec.AdaBound(0.9, 0.999, 1e-8, 0.1, 1e-3),
            new OptimizerSpec.AmsBound(0.9, 0.999, 1e-8, 0.1, 1e-3),
            new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
            new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.1),
            new OptimizerSpec.ScheduleFree(0.9, 0.999, 1e-8, 0.1),
            new OptimizerSpec.Lookahead(new OptimizerSpec.Momentum(0.9), 2, 0.5),
            new OptimizerSpec.Averaged(new OptimizerSpec.Sgd(), new OptimizerSpec.Ema(0.9)))
        .map(OptimizerContractTest::spec);
  }

  private static OptimizerSpec spec(OptimizerSpec.Rule rule) {
    ScheduleSpec then =
        rule instanceof OptimizerSpec.ScheduleFree
            ? new ScheduleSpec.Constant()
            : new ScheduleSpec.Cosine(0);
    return new OptimizerSpec(
        rule, 0.01, new ScheduleSpec.WarmUp(Span.steps(3), then), 0.02, OptionalDouble.of(30));
  }

  static Stream<OptimizerSpec> layerWise() {
    OptimizerSpec.Adam adam = new OptimizerSpec.Adam(0.9, 0.95, 1e-10);
    OptimizerSpec.Rule lamb = new OptimizerSpec.Lamb(0.9, 0.999, 1e-6, 0.01);
    Stream<OptimizerSpec> rules =
        Stream.of(
                new OptimizerSpec.Lars(0.9, 5e-4, 0.001),
                lamb,
                new OptimizerSpec.Muon(0.95, 0.1, adam, 3e-4),
                new OptimizerSpec.Lookahead(lamb, 2, 0.5),
                new OptimizerSpec.Averaged(lamb, new OptimizerSpec.Swa(0.3, Span.steps(1))))
            .map(OptimizerContractTest::spec);
    Stream<OptimizerSpec> clipped =
        Stream.of(new OptimizerSpec.Sgd(), adam, lamb, new OptimizerSpec.Lookahead(adam, 2, 0.5))
            .map(rule -> with(rule, new Regularization(0, 0.02, 0), new Clipping.LayerNorm(30)));
    Stream<OptimizerSpec> bounded =
        Stream.of(new OptimizerSpec.Momentum(0.9), adam, lamb)
            .map(rule -> with(rule, BOUNDED, new Clipping.LayerNorm(30)));
    return Stream.concat(rules, Stream.concat(clipped, bounded));
  }

  private static OptimizerSpec with(
      OptimizerSpec.Rule rule, Regularization regularization, Clipping clipping) {
    return new OptimizerSpec(
        rule,
        0.01,
        new ScheduleSpec.Cosine(0),
        Optional.empty(),
        Optional.empty(),
        regularization,
        clipping);
  }

  static Stream<OptimizerSpec> all() {
    return Stream.concat(specs(), layerWise());
  }

  @ParameterizedTest
  @MethodSource("layerWise")
  void ranksThatExchangeEqualOneThatHasAllBitForBit(OptimizerSpec spec) throws Exception {
    for (int ranks : new int[] {2, 3, 4}) {
      Run whole = new Run(spec);
      Run sliced = new Run(spec);
      List<Optimizer> others = sliced.peers(spec, ranks - 1);
      for (int step = 0; step < 5; step++) {
        whole.step(List.of(Slice.all(LAYOUT.length())));
        sliced.stepTogether(others);
      }
      assertSameBits(whole, sliced);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void updatesOfRanksEqualOneUpdateBitForBit(OptimizerSpec spec) {
    for (int ranks : new int[] {2, 3, 4, 7}) {
      List<Slice> slices = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        slices.add(Slice.ofRank(rank, ranks, LAYOUT.length()));
      }
      assertSlicedEqualsWhole(spec, slices);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void updatesOfAnySlicesEqualOneUpdateBitForBit(OptimizerSpec spec) {
    Random random = new Random(7);
    for (int round = 0; round < 5; round++) {
      int[] cuts = random.ints(6, 0, LAYOUT.length() + 1).sorted().toArray();
      List<Slice> slices = new ArrayList<>();
      int from = 0;
      for (int cut : cuts) {
        slices.add(new Slice(from, cut));
        from = cut;
      }
      slices.add(new Slice(from, LAYOUT.length()));
      assertSlicedEqualsWhole(spec, slices);
    }
  }

  private static void assertSlicedEqualsWhole(OptimizerSpec spec, List<Slice> slices) {
    Run whole = new Run(spec);
    Run sliced = new Run(spec);
    for (int step = 0; step < 5; step++) {
      whole.step(List.of(Slice.all(LAYOUT.length())));
      sliced.step(slices);
    }
    assertSameBits(whole, sliced);
  }

  @ParameterizedTest
  @MethodSource("all")
  void continuesFromRestoredStateBitForBit(OptimizerSpec spec) {
    List<Slice> all = List.of(Slice.all(LAYOUT.length()));
    Run straight = new Run(spec);
    Run stopped = new Run(spec);
    for (int step = 0; step < 12; step++) {
      straight.step(all);
      if (step < 5) {
        stopped.step(all);
      }
    }
    Run resumed = new Run(spec);
    resumed.restore(stopped);
    for (int step = 5; step < 12; step++) {
      resumed.step(all);
    }
    assertSameBits(straight, resumed);
  }

  @ParameterizedTest
  @MethodSource("all")
  void statisticsGoDownByTheirGradientAlone(OptimizerSpec spec) {
    Run run = new Run(spec);
    float[] before = run.parameters.toArray();
    run.step(List.of(Slice.all(LAYOUT.length())));
    for (int i = 9_790; i < 10_490; i++) {
      assertEquals(before[i] - run.gradient.get(i), run.parameters.get(i), "element " + i);
    }
    run.optimizer
        .state()
        .forEach(
            (name, state) -> {
              if (!name.startsWith("average.")) {
                assertArrayEquals(new float[700], state.toArray(new Slice(9_790, 10_490)), name);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("specs")
  void weightsAloneDecay(OptimizerSpec spec) {
    Run run = new Run(spec);
    FlatVector before = FlatVector.copyOf(run.parameters.toArray());
    FlatVector zeros = FlatVector.allocate(LAYOUT.length());
    Slice all = Slice.all(LAYOUT.length());
    run.optimizer.update(run.parameters, GradientSource.of(zeros), all, 0, run.now);
    for (Piece piece : LAYOUT.pieces()) {
      for (int i = piece.offset(); i < piece.slice().to(); i++) {
        float change = run.parameters.get(i) - before.get(i);
        if (piece.kind() == Kind.WEIGHT) {
          assertTrue(change * before.get(i) < 0, piece.name() + " goes towards zero");
        } else {
          assertEquals(0, change, piece.name());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void leavesEverythingOutsideOfItsSliceAlone(OptimizerSpec spec) {
    Run run = new Run(spec);
    float[] before = run.parameters.toArray();
    run.step(List.of(new Slice(50, 9_800)));
    for (int i = 0; i < before.length; i++) {
      assertEquals(i >= 50 && i < 9_800, before[i] != run.parameters.get(i), "element " + i);
    }
    for (FlatVector state : run.optimizer.state().values()) {
      assertArrayEquals(new float[50], state.toArray(new Slice(0, 50)));
      assertArrayEquals(
          new float[LAYOUT.length() - 9_800], state.toArray(new Slice(9_800, LAYOUT.length())));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void allocatesNothing(OptimizerSpec spec) {
    Run run = new Run(spec);
    GradientSource gradient = GradientSource.of(run.gradient);
    Slice all = Slice.all(LAYOUT.length());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    for (int i = 0; i < 20; i++) {
      run.optimizer.update(run.parameters, gradient, all, 60, run.now);
      threads.getThreadAllocatedBytes(self);
    }
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < 100; i++) {
      run.optimizer.update(run.parameters, gradient, all, 60, run.now);
    }
    long bytes = threads.getThreadAllocatedBytes(self) - before;
    assertTrue(bytes < 1_000, "allocated " + bytes + " bytes in 100 updates");
  }

  @ParameterizedTest
  @MethodSource("specs")
  void stateHasFixedNamesAndTheLengthOfTheParameters(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec, LAYOUT, RUN);
    List<String> expected =
        switch (spec.rule().getClass().getSimpleName()) {
          case "Sgd" -> List.of();
          case "Momentum", "Nag" -> List.of("momentum.velocity");
          case "RmsProp" -> List.of("rmsprop.square");
          case "CenteredRmsProp" -> List.of("rmsprop.square", "rmsprop.mean");
          case "Adagrad" -> List.of("adagrad.square");
          case "Adadelta" -> List.of("adadelta.square", "adadelta.change");
          case "AmsGrad" -> List.of("amsgrad.m", "amsgrad.v", "amsgrad.largest");
          case "NAdam" -> List.of("nadam.m", "nadam.v");
          case "RAdam" -> List.of("radam.m", "radam.v");
          case "AdaBelief" -> List.of("adabelief.m", "adabelief.s");
          case "AdaBound" -> List.of("adabound.m", "adabound.v");
          case "AmsBound" -> List.of("adabound.m", "adabound.v", "adabound.largest");
          case "ScheduleFree" -> List.of("schedule-free.v", "schedule-free.lead");
          case "Lookahead" -> List.of("momentum.velocity", "lookahead.ahead");
          case "Averaged" -> List.of("average.distance");
          default -> List.of("adam.m", "adam.v");
        };
    assertEquals(expected, List.copyOf(optimizer.state().keySet()));
    optimizer.state().values().forEach(v -> assertEquals(LAYOUT.length(), v.length()));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aNormThatIsNoNumberClipsNothing(OptimizerSpec spec) {
    for (double norm : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Run unclipped = new Run(spec);
      Run run = new Run(spec);
      Slice all = Slice.all(LAYOUT.length());
      unclipped.optimizer.update(
          unclipped.parameters, GradientSource.of(unclipped.gradient), all, 0, run.now);
      run.optimizer.update(run.parameters, GradientSource.of(run.gradient), all, norm, run.now);
      assertSameBits(unclipped, run);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theLearningRateFollowsTheSchedule(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec, LAYOUT, RUN);
    assertEquals(0.01 / 4, optimizer.learningRate(new Progress(0, 0, 4)), 1e-18);
    assertEquals(0.01, optimizer.learningRate(new Progress(3, 3, 4)), 1e-18);
    assertEquals(OptionalDouble.of(30), optimizer.clipNorm());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void refusesVectorsOfAnotherLength(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec, LAYOUT, RUN);
    FlatVector right = FlatVector.allocate(LAYOUT.length());
    FlatVector wrong = FlatVector.allocate(10);
    assertFails("Invalid gradient (length 13601): 10", optimizer, right, wrong, Slice.all(13_601));
    assertFails(
        "Invalid parameters (length 13601): 10", optimizer, wrong, right, Slice.all(13_601));
    assertFails(
        "Invalid slice (within 0..13601): 0..13602", optimizer, right, right, Slice.all(13_602));
  }

  private static void assertFails(
      String message, Optimizer optimizer, FlatVector p, FlatVector g, Slice slice) {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> optimizer.update(p, GradientSource.of(g), slice, 0, Progress.start(4)));
    assertEquals(message, failure.getMessage());
  }

  private static void assertSameBits(Run expected, Run actual) {
    assertArrayEquals(bits(expected.parameters), bits(actual.parameters));
    assertEquals(expected.optimizer.state().keySet(), actual.optimizer.state().keySet());
    expected
        .optimizer
        .state()
        .forEach(
            (name, vector) ->
                assertArrayEquals(bits(vector), bits(actual.optimizer.state().get(name)), name));
  }

  private static int[] bits(FlatVector vector) {
    int[] bits = new int[vector.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(vector.get(i));
    }
    assertFalse(bits.length == 0);
    return bits;
  }

  /** An optimizer at work on gradients that depend on the step alone. */
  private static final class Run {
    private final Optimizer optimizer;
    private final FlatVector parameters;
    private final FlatVector gradient = FlatVector.allocate(LAYOUT.length());
    private final List<FlatVector> memory = new ArrayList<>();
    private Progress now = Progress.start(4);

    private Run(OptimizerSpec spec) {
      optimizer =
          Optimizer.of(
              spec,
              LAYOUT,
              RUN,
              () -> {
                memory.add(FlatVector.allocate(LAYOUT.length()));
                return memory.get(memory.size() - 1);
              });
      parameters = FlatVector.allocate(LAYOUT.length());
      draw(parameters, 99);
      draw(gradient, 0);
    }

    private void step(List<Slice> slices) {
      draw(gradient, now.step());
      for (Slice slice : slices) {
        optimizer.update(parameters, GradientSource.of(gradient), slice, 60, now);
      }
      draw(gradient, now.step());
      now = now.advance(1);
    }

    /** Further ranks, over the same memory. */
    private List<Optimizer> peers(OptimizerSpec spec, int count) {
      return Stream.generate(
              () -> {
                Iterator<FlatVector> same = memory.iterator();
                return Optimizer.of(spec, LAYOUT, RUN, same::next);
              })
          .limit(count)
          .toList();
    }

    /** Each rank on a thread and a slice of its own. */
    private void stepTogether(List<Optimizer> others) throws Exception {
      draw(gradient, now.step());
      int ranks = others.size() + 1;
      TestingExchange exchange = new TestingExchange(ranks);
      ExecutorService threads = Executors.newFixedThreadPool(ranks);
      try {
        List<Future<?>> futures = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
          Optimizer own = rank == 0 ? optimizer : others.get(rank - 1);
          Slice slice = Slice.ofRank(rank, ranks, LAYOUT.length());
          GradientSource source = GradientSource.of(gradient);
          futures.add(
              threads.submit(
                  () -> own.update(parameters, source, slice, 60, exchange.of(slice), now)));
        }
        for (Future<?> future : futures) {
          future.get(30, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      now = now.advance(1);
    }

    private void restore(Run other) {
      parameters.copyFrom(other.parameters);
      optimizer.state().forEach((name, v) -> v.copyFrom(other.optimizer.state().get(name)));
      now = other.now;
    }

    private static void draw(FlatVector vector, long seed) {
      Random random = new Random(seed);
      for (int i = 0; i < vector.length(); i++) {
        vector.set(i, (float) random.nextGaussian());
      }
    }
  }
}
