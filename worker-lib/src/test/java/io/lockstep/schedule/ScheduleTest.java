package io.lockstep.schedule;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec.Constant;
import io.lockstep.schedule.ScheduleSpec.Cosine;
import io.lockstep.schedule.ScheduleSpec.CosineRestarts;
import io.lockstep.schedule.ScheduleSpec.Cyclic;
import io.lockstep.schedule.ScheduleSpec.Exponential;
import io.lockstep.schedule.ScheduleSpec.MultiStep;
import io.lockstep.schedule.ScheduleSpec.OneCycle;
import io.lockstep.schedule.ScheduleSpec.Polynomial;
import io.lockstep.schedule.ScheduleSpec.Step;
import io.lockstep.schedule.ScheduleSpec.Trapezoidal;
import io.lockstep.schedule.ScheduleSpec.WarmUp;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final RunLength RUN = new RunLength(Span.epochs(4), 5);

  /** The cases of factors.py. */
  private static final Map<String, ScheduleSpec> CASES =
      Map.ofEntries(
          entry("constant", new Constant()),
          entry("step every 3st", new Step(Span.steps(3), 0.5)),
          entry("step every 2ep", new Step(Span.epochs(2), 0.1)),
          entry("exponential every 1st", new Exponential(Span.steps(1), 0.9)),
          entry("exponential every 1ep", new Exponential(Span.epochs(1), 0.5)),
          entry("cosine to 0", new Cosine(0)),
          entry("cosine to 0.1", new Cosine(0.1)),
          entry("warm-up 4st, constant", new WarmUp(Span.steps(4), new Constant())),
          entry("warm-up 1ep, cosine to 0", new WarmUp(Span.epochs(1), new Cosine(0))),
          entry(
              "warm-up 4st, step every 1ep",
              new WarmUp(Span.steps(4), new Step(Span.epochs(1), 0.5))),
          entry(
              "multi-step at 4st, 2ep", new MultiStep(List.of(Span.steps(4), Span.epochs(2)), 0.5)),
          entry("linear to 0", new Polynomial(1, 0)),
          entry("polynomial 2", new Polynomial(2, 0)),
          entry("restarts 3st", new CosineRestarts(Span.steps(3), 1, 0.1)),
          entry("restarts 1ep, growing", new CosineRestarts(Span.epochs(1), 2, 0)),
          entry("cyclic 4st", new Cyclic(Span.steps(4), 0.2)),
          entry("one-cycle", new OneCycle(0.3, 0.04, 4e-6)));

  @Test
  void equalsTheSchedulersOfPyTorch() throws IOException {
    JsonNode reference = new ObjectMapper().readTree(getClass().getResource("factors.json"));
    Set<String> names = new HashSet<>();
    reference.fieldNames().forEachRemaining(names::add);
    assertEquals(CASES.keySet(), names);
    for (String name : names) {
      for (int t = 0; t < RUN.steps(); t++) {
        double expected = reference.get(name).get(t).doubleValue();
        assertEquals(expected, factor(CASES.get(name), t), 1e-12, name + " at step " + t);
      }
    }
  }

  @Test
  void aTrapezoidStaysAtOneAndFallsStraightAtItsEnd() {
    ScheduleSpec spec = new Trapezoidal(Span.epochs(1), 0.2);
    assertEquals(1, factor(spec, 0));
    assertEquals(1, factor(spec, 15), "the fall begins here");
    assertEquals(0.84, factor(spec, 16), 1e-15);
    assertEquals(0.36, factor(spec, 19), 1e-15);
    assertEquals(0.2, factor(spec, 20), 1e-15);
    ScheduleSpec warm = new WarmUp(Span.steps(4), spec);
    assertEquals(4.0 / 5, factor(warm, 3));
    assertEquals(1, factor(warm, 4));
    assertEquals(0.84, factor(warm, 16), 1e-15);
  }

  @Test
  void stepsFallAtTheBorderAndNotOneBefore() {
    ScheduleSpec byEpochs = new Step(Span.epochs(2), 0.5);
    assertEquals(1, factor(byEpochs, 0));
    assertEquals(1, factor(byEpochs, 9));
    assertEquals(0.5, factor(byEpochs, 10));
    assertEquals(0.5, factor(byEpochs, 19));
    ScheduleSpec bySteps = new Step(Span.steps(7), 0.25);
    assertEquals(1, factor(bySteps, 6));
    assertEquals(0.25, factor(bySteps, 7));
    assertEquals(0.25, factor(bySteps, 13));
    assertEquals(0.0625, factor(bySteps, 14));
  }

  @Test
  void exponentialReachesItsFactorAfterEachSpan() {
    ScheduleSpec spec = new Exponential(Span.epochs(2), 0.25);
    assertEquals(1, factor(spec, 0));
    assertEquals(0.5, factor(spec, 5));
    assertEquals(0.25, factor(spec, 10));
    assertEquals(0.0625, factor(spec, 20));
  }

  @Test
  void cosineBeginsAtOneIsHalfWayInTheMiddleAndStaysAtItsEnd() {
    ScheduleSpec spec = new Cosine(0.2);
    assertEquals(1, factor(spec, 0));
    assertEquals(0.6, factor(spec, 10), 1e-15);
    assertEquals(0.2 + 0.4 * (1 + Math.cos(Math.PI * 19 / 20)), factor(spec, 19), 1e-15);
    assertEquals(0.2, factor(spec, 20), 1e-15);
    assertEquals(0.2, factor(spec, 1000), 1e-15);
  }

  @Test
  void warmUpRisesEvenlyIntoWhatFollows() {
    ScheduleSpec spec = new WarmUp(Span.steps(4), new Cosine(0));
    assertEquals(1.0 / 5, factor(spec, 0));
    assertEquals(4.0 / 5, factor(spec, 3));
    assertEquals(1, factor(spec, 4), "the cosine begins where the warm-up ends");
    assertEquals(0.5, factor(spec, 12), 1e-15, "half of the 16 steps that are left");
    assertEquals(0, factor(spec, 20), 1e-15);
  }

  @Test
  void warmUpOfNoStepsChangesNothing() {
    for (int t = 0; t < 20; t++) {
      assertEquals(factor(new Cosine(0), t), factor(new WarmUp(Span.steps(0), new Cosine(0)), t));
    }
  }

  @Test
  void warmUpAsLongAsTheRunEndsOneStepBelowTheWholeRate() {
    ScheduleSpec spec = new WarmUp(Span.epochs(4), new Cosine(0.5));
    assertEquals(20.0 / 21, factor(spec, 19));
  }

  @Test
  void aRunThatIsStoppedHasTheSamePlan() {
    Schedule schedule = new Cosine(0).over(RUN);
    Progress stopped = new Progress(7, 7 * 32, 5 * 32);
    assertEquals(factor(new Cosine(0), 7), schedule.at(stopped));
    assertEquals((1 + Math.cos(Math.PI * 7 / 20)) / 2, schedule.at(stopped), 1e-15);
  }

  private static double factor(ScheduleSpec spec, int step) {
    return spec.over(RUN).at(new Progress(step, step * 32L, 5 * 32));
  }
}
