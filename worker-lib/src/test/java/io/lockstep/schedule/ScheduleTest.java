package io.lockstep.schedule;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.lockstep.schedule.ScheduleSpec.Sequence;
import io.lockstep.schedule.ScheduleSpec.Sequence.Part;
import io.lockstep.schedule.ScheduleSpec.Step;
import io.lockstep.schedule.ScheduleSpec.Trapezoidal;
import io.lockstep.schedule.ScheduleSpec.WarmUp;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
          entry(
              "constant 4st, cosine 6st, step every 3st",
              new Sequence(
                  List.of(
                      part("4st", new Constant()),
                      part("6st", new Cosine(0.1)),
                      last(new Step(Span.steps(3), 0.5))))),
          entry(
              "linear 1ep, exponential",
              new Sequence(
                  List.of(
                      part("1ep", new Polynomial(1, 0)),
                      last(new Exponential(Span.steps(1), 0.9))))),
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

  private static Part part(String length, ScheduleSpec schedule) {
    return new Part(Optional.of(Span.parse(length)), 1, schedule);
  }

  private static Part last(ScheduleSpec schedule) {
    return new Part(Optional.empty(), 1, schedule);
  }

  @Test
  void partsOfASequenceBeginAtTheirJointsAndAreScaled() {
    ScheduleSpec spec =
        new WarmUp(
            Span.steps(3),
            new Sequence(
                List.of(
                    part("7st", new Cosine(0.5)),
                    new Part(Optional.empty(), 0.5, new WarmUp(Span.steps(1), new Cosine(0))))));
    assertEquals(3.0 / 4, factor(spec, 2));
    assertEquals(1, factor(spec, 3), "the first part begins behind the warm-up");
    assertEquals(0.75 + 0.25 * Math.cos(Math.PI * 6 / 7), factor(spec, 9), 1e-15);
    assertEquals(0.5 / 2, factor(spec, 10), "the last part begins with a warm-up of its own");
    assertEquals(0.5, factor(spec, 11));
    assertEquals(0.25 * (1 + Math.cos(Math.PI * 8 / 9)), factor(spec, 19), 1e-15);
  }

  @Test
  void linearScalingRisesFromTheRateOfTheBaseBatchAndMultipliesTheSchedule() {
    LinearScaling scaling = new LinearScaling(256, 1024, Optional.of(Span.epochs(2)));
    Schedule scaled = scaling.over(RUN).times(new Step(Span.steps(12), 0.1).over(RUN));
    double[] expected = {1, 1.3, 1.6, 1.9, 2.2, 2.5, 2.8, 3.1, 3.4, 3.7, 4, 4, 0.4, 0.4};
    for (int t = 0; t < expected.length; t++) {
      assertEquals(expected[t], scaled.at(new Progress(t, t * 32L, 5 * 32)), 1e-12, "step " + t);
    }
    Schedule smaller = new LinearScaling(256, 64, Optional.of(Span.epochs(2))).over(RUN);
    assertEquals(0.25, smaller.at(Progress.start(160)), "what falls needs no warm-up");
    Schedule at = new LinearScaling(256, 512, Optional.empty()).over(RUN);
    assertEquals(2, at.at(Progress.start(160)));
  }

  @Test
  void schedulesThatARunIsTooShortForAreFound() {
    List<ScheduleSpec> tooLong =
        List.of(
            new Step(Span.steps(21), 0.1),
            new MultiStep(List.of(Span.epochs(1), Span.epochs(5)), 0.5),
            new Trapezoidal(Span.steps(21), 0),
            new CosineRestarts(Span.epochs(5), 1, 0),
            new Cyclic(Span.steps(21), 0),
            new WarmUp(Span.steps(21), new Constant()),
            new WarmUp(Span.epochs(1), new Trapezoidal(Span.steps(16), 0)),
            new Sequence(List.of(part("21st", new Constant()), last(new Constant()))),
            new Sequence(List.of(part("4st", new Step(Span.epochs(1), 1)), last(new Cosine(0)))));
    for (ScheduleSpec spec : tooLong) {
      assertTrue(LongestSpan.beyond(spec, RUN).isPresent(), spec.toString());
    }
    for (ScheduleSpec spec : CASES.values()) {
      assertEquals(Optional.empty(), LongestSpan.beyond(spec, RUN), spec.toString());
    }
    assertEquals(
        Optional.of(
            "warm-up 21st goes beyond the run, or the part of it that is left: that is 21 steps,"
                + " and the run has 20"),
        LongestSpan.beyond(new WarmUp(Span.steps(21), new Constant()), RUN));
    assertFalse(LongestSpan.isComparable(new Step(Span.steps(21), 0.1), RUN.length()));
    assertTrue(LongestSpan.isComparable(new Step(Span.epochs(21), 0.1), RUN.length()));
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
