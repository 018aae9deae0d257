package io.lockstep.synchronization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.TestingRanks;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Local steps and agreements against PyTorch; outer_trajectories.py made the reference. */
class OuterTrajectoryTest {
  private static final JsonNode REFERENCE = read();
  private static final AtomicInteger GROUPS = new AtomicInteger();
  private static final int EVERY = 4;
  private static final int STEPS = 12;
  private static final RunLength LENGTH = new RunLength(Span.steps(STEPS), STEPS);

  /** Three blocks: each of up to three workers owns a slice. */
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Piece.Kind.WEIGHT, List.of(50, 100), 0),
              new Piece("1.mean", Piece.Kind.STATISTIC, List.of(100), 5000),
              new Piece("2.weight", Piece.Kind.WEIGHT, List.of(45, 100), 5100)));

  private static final OptimizerSpec MOMENTUM =
      new OptimizerSpec(
          new OptimizerSpec.Momentum(0.9),
          0.05,
          new ScheduleSpec.Constant(),
          0,
          OptionalDouble.empty());

  @TestFactory
  List<DynamicTest> followsPyTorch() {
    List<DynamicTest> tests = new ArrayList<>();
    Iterator<Map.Entry<String, JsonNode>> cases = REFERENCE.get("cases").fields();
    cases.forEachRemaining(
        entry ->
            tests.add(
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> follow(entry.getKey(), entry.getValue()))));
    assertTrue(tests.size() >= 5, "cases");
    return tests;
  }

  private static void follow(String name, JsonNode reference) throws Exception {
    int[] examples = ints(reference.get("examples"));
    OuterSpec outer =
        new OuterSpec.Nesterov(
            reference.get("rate").doubleValue(), reference.get("momentum").doubleValue());
    int[] sample = ints(REFERENCE.get("sample"));
    for (List<float[]> ofRank : run(outer, examples)) {
      for (int agreement = 0; agreement < STEPS / EVERY; agreement++) {
        JsonNode expected = reference.get("agreed").get(agreement);
        for (int i = 0; i < sample.length; i++) {
          assertEquals(
              expected.get(i).doubleValue(),
              ofRank.get(agreement)[sample[i]],
              1e-6 * Math.max(1, Math.abs(expected.get(i).doubleValue())),
              name + ", element " + sample[i] + " at agreement " + (agreement + 1));
        }
      }
    }
  }

  @Test
  void aFullStepWithoutMomentumIsTheMeanBitForBit() throws Exception {
    for (int[] examples : new int[][] {{6, 6}, {5, 3}, {4, 4, 4}}) {
      List<List<float[]>> mean = run(new OuterSpec.None(), examples);
      List<List<float[]>> outer = run(new OuterSpec.Nesterov(1, 0), examples);
      for (int rank = 0; rank < examples.length; rank++) {
        for (int agreement = 0; agreement < STEPS / EVERY; agreement++) {
          assertArrayEquals(mean.get(rank).get(agreement), outer.get(rank).get(agreement));
        }
      }
    }
  }

  /** The parameters of each rank at each agreement. */
  private static List<List<float[]>> run(OuterSpec outer, int[] examples) throws Exception {
    String group = "outer-" + GROUPS.incrementAndGet();
    List<Collective> members =
        IntStream.range(0, examples.length)
            .<Collective>mapToObj(
                rank -> InProcessGroup.join(group, rank, examples.length, TestingRanks.patient()))
            .toList();
    List<List<float[]>> agreed =
        IntStream.range(0, examples.length)
            .<List<float[]>>mapToObj(r -> new ArrayList<>())
            .toList();
    try (TestingRanks ranks = new TestingRanks(members)) {
      ranks.all(collective -> work(outer, collective, examples, agreed.get(collective.rank())));
    }
    return agreed;
  }

  private static void work(
      OuterSpec outer, Collective collective, int[] examples, List<float[]> agreed) {
    SynchronizationSpec spec =
        new SynchronizationSpec.ParameterAveraging(EVERY, Optional.empty(), outer);
    int length = LAYOUT.length();
    FlatVector parameters = Synchronizer.place(spec, collective, length);
    FlatVector gradient = collective.individual(length);
    Optimizer optimizer =
        Optimizer.of(MOMENTUM, LAYOUT, LENGTH, () -> Synchronizer.place(spec, collective, length));
    Progress now = Progress.start(1_000);
    Synchronizer synchronizer =
        Synchronizer.of(
            spec,
            new SynchronizerSetup(
                collective,
                LAYOUT,
                parameters,
                Synchronizer.NormNeeded.FOR_METRICS,
                LENGTH,
                now,
                new StepTimer(System::nanoTime)));
    parameters.copyFrom(initial());
    int all = IntStream.of(examples).sum();
    int own = examples[collective.rank()];
    for (int step = 0; step < STEPS; step++) {
      gradient.copyFrom(gradient(collective.rank(), step, own));
      synchronizer.beforeUpdate(gradient, own, own, all);
      if (synchronizer.updates()) {
        optimizer.update(
            parameters, synchronizer.gradient(), synchronizer.slice(), synchronizer.norm(), now);
      }
      now = now.advance(all);
      synchronizer.afterUpdate(parameters, optimizer.state(), now);
      if (synchronizer.agreed()) {
        agreed.add(parameters.toArray());
      }
    }
  }

  private static float[] initial() {
    float[] values = new float[LAYOUT.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 37 % 201 - 100) / 100f;
    }
    return values;
  }

  /** The sum over the examples of a rank. */
  private static float[] gradient(int rank, int step, int examples) {
    float[] values = new float[LAYOUT.length()];
    for (int i = 0; i < values.length; i++) {
      long mixed = i * 7919L + rank * 104729L + step * 1299709L;
      values[i] = (mixed % 2003 - 1001) / 1000f * examples;
    }
    return values;
  }

  private static int[] ints(JsonNode row) {
    return IntStream.range(0, row.size()).map(i -> row.get(i).intValue()).toArray();
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper()
          .readTree(OuterTrajectoryTest.class.getResource("outer-trajectories.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
