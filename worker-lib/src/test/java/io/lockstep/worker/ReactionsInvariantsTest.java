package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.decision.Monitor;
import io.lockstep.decision.PlateauSpec;
import io.lockstep.decision.PlateauSpec.Mode;
import io.lockstep.metrics.Metric;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is decided from evaluations is decided alike by all ranks, and goes on after a resume. */
class ReactionsInvariantsTest {
  private static final NetworkSpec NETWORK =
      NetworkSpec.infer(
          new ModelSpec(
              List.of(
                  new LayerSpec.Output(
                      OptionalInt.empty(), Optional.empty(), Initialization.XAVIER))),
          Shape.flat(50),
          4,
          Loss.CROSS_ENTROPY);

  /** 7 steps an epoch; the loss is best after the third. */
  private static final TestingRun.Watching WATCHING =
      new TestingRun.Watching(
          Optional.of(new PlateauSpec(Monitor.of("loss"), 0.5, 0, 0, Mode.ABSOLUTE, 0, 0)),
          Optional.of(new EarlyStoppingSpec(Monitor.of("loss"), 4, 0)),
          step -> 1 + Math.abs(step - 21));

  private static TestingRun run(SynchronizationSpec synchronization) {
    OptimizerSpec optimizer =
        new OptimizerSpec(
            new OptimizerSpec.Momentum(0.9),
            0.02,
            new ScheduleSpec.Cosine(0.5),
            0,
            OptionalDouble.empty());
    return new TestingRun(
            NETWORK,
            optimizer,
            synchronization,
            Span.epochs(12),
            48,
            300,
            16,
            Long.MAX_VALUE,
            TestingRun.Saved.NONE)
        .watching(WATCHING);
  }

  @Test
  void allRanksStopEarlyInTheSameStepWithACheckpoint() throws Exception {
    for (int workers : new int[] {1, 3}) {
      TestingRun.Result result = run(new GradientSharing()).run(workers);
      for (WorkerReport report : result.reports()) {
        assertEquals(WorkerReport.Outcome.STOPPED_EARLY, report.outcome());
        assertEquals(49, report.progress().step(), "four evaluations after the best one");
      }
      assertEquals(49, last(result).progress().step());
    }
  }

  @Test
  void thePlateauMultipliesTheScheduleFromTheNextStepOn() throws Exception {
    List<Metric.Step> reacting = run(new GradientSharing()).run(2).steps();
    List<Metric.Step> planned =
        run(new GradientSharing()).watching(TestingRun.Watching.NOTHING).run(2).steps();
    for (int i = 0; i < reacting.size(); i++) {
      // Every evaluation from step 28 on is one without improvement.
      double factor = Math.pow(0.5, i < 28 ? 0 : (i - 21) / 7);
      assertEquals(
          factor * planned.get(i).learningRate(), reacting.get(i).learningRate(), 1e-15, "" + i);
    }
  }

  @Test
  void aRunStoppedAndResumedDecidesAsOneThatWentThrough() throws Exception {
    for (SynchronizationSpec synchronization :
        List.of(new GradientSharing(), new ParameterAveraging(7))) {
      TestingRun run = run(synchronization);
      TestingRun.Result through = run.run(2);
      for (long stop : new long[] {13, 34}) {
        TestingRun.Saved saved = last(run.stopAfter(stop).run(2));
        assertTrue(saved.progress().step() < 49, "stopped at " + saved.progress());
        TestingRun.Result resumed = run.resume(saved).run(2);
        assertEquals(through.reports().get(0).progress(), resumed.reports().get(0).progress());
        assertArrayEquals(through.parameters(), resumed.parameters());
      }
    }
  }

  @Test
  void aResumeOfARunThatStoppedEarlyHasNothingToDo() throws Exception {
    TestingRun run = run(new GradientSharing());
    TestingRun.Result first = run.run(2);
    TestingRun.Result again = run.resume(last(first)).run(2);
    assertEquals(WorkerReport.Outcome.STOPPED_EARLY, again.reports().get(1).outcome());
    assertEquals(List.of(), again.steps());
    assertArrayEquals(first.parameters(), again.parameters());
  }

  private static TestingRun.Saved last(TestingRun.Result result) {
    return result.checkpoints().get(result.checkpoints().size() - 1);
  }
}
