package io.lockstep.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.diagnostics.Agreements.Change;
import io.lockstep.diagnostics.Agreements.On;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Made-up runs whose answer is known. */
class ScalingAdvisorTest {
  private static final double TINY = 1e-12;
  private static final Agreements SHARING =
      new Agreements(
          3_125_000, 2, 1, On.GRADIENTS, 1, Duration.ofMinutes(5), Set.of(Change.values()));
  private static final Agreements AVERAGING =
      new Agreements(3_125_000, 2, 10, On.PARAMETERS, 0.3, Duration.ofMinutes(5), Set.of());

  private static TimeProfile run(
      int workers, double compute, double waiting, double communicate, double update) {
    return new TimeProfile(
        100,
        256,
        60_000,
        0,
        waiting,
        communicate,
        update,
        Collections.nCopies(workers, compute),
        2 * waiting);
  }

  private static void assertEfficiencies(
      ScalingAdvice advice, double two, double four, double eight, double sixteen) {
    Map<Integer, Double> found = advice.efficiencies();
    assertEquals(List.of(2, 4, 8, 16), List.copyOf(found.keySet()));
    assertEquals(two, found.get(2), TINY);
    assertEquals(four, found.get(4), TINY);
    assertEquals(eight, found.get(8), TINY);
    assertEquals(sixteen, found.get(16), TINY);
  }

  @Test
  void whatOnlyComputesScalesPerfectly() {
    assertEfficiencies(ScalingAdvisor.advise(run(2, 0.01, 0, 0, 0), SHARING), 1, 1, 1, 1);
    assertEfficiencies(ScalingAdvisor.advise(run(16, 0.01, 0, 0, 0), AVERAGING), 1, 1, 1, 1);
  }

  @Test
  void whatEveryWorkerDoesInFullIsAmdahlsSerialPart() {
    // Two workers compute 10 each and update for 2: a step of M takes 20 / M + 2.
    ScalingAdvice advice = ScalingAdvisor.advise(run(2, 10, 0, 0, 2), AVERAGING);
    assertEfficiencies(advice, 22.0 / 24, 22.0 / 28, 22.0 / 36, 22.0 / 52);
  }

  @Test
  void aSharedUpdateIsDividedButForTheReadingOfAllGradients() {
    // Adam: two state vectors, six passes over the own slice besides one over the gradients.
    ScalingAdvice advice = ScalingAdvisor.advise(run(1, 93, 0, 0, 7), SHARING);
    double two = 93.0 / 2 + 1 + 3 + 0.01;
    assertEquals(100 / (2 * two), advice.efficiencies().get(2), TINY);
  }

  @Test
  void communicationGrowsWithThePartOfTheOthers() {
    // Half of each vector goes to the other one of two, 15/16 of it to the others of sixteen.
    ScalingAdvice advice = ScalingAdvisor.advise(run(2, 10, 0, 4, 0), SHARING);
    assertEfficiencies(
        advice, 20.0 / 28, 20 / (4 * (5 + 6.0)), 20 / (8 * (2.5 + 7)), 20 / (16 * (1.25 + 7.5)));
    // 12.5 MB a step from each of two.
    assertEquals(12.5e6 / 4, advice.bandwidth().orElseThrow(), 1e-6);
  }

  @Test
  void waitingGrowsAsTheSlowestOfManyLagsBehindTheMean() {
    assertEquals(0, Straggling.lag(1));
    assertEquals(1 / Math.sqrt(Math.PI), Straggling.lag(2), 1e-6);
    assertEquals(1.5 / Math.sqrt(Math.PI), Straggling.lag(3), 1e-6);
    // Harter 1961, Biometrika 48, table 1.
    assertEquals(1.02938, Straggling.lag(4), 1e-5);
    assertEquals(1.42360, Straggling.lag(8), 1e-5);
    assertEquals(1.76599, Straggling.lag(16), 1e-5);
    ScalingAdvice advice = ScalingAdvisor.advise(run(2, 10, 1, 0, 0), SHARING);
    assertEquals(20.0 / 22, advice.efficiencies().get(2), TINY);
    double sixteen = 1.25 + 0.125 * Straggling.lag(16) / Straggling.lag(2);
    assertEquals(20 / (16 * sixteen), advice.efficiencies().get(16), TINY);
  }

  @Test
  void aLoneWorkerKnowsTheBestCaseOnly() {
    ScalingAdvice advice = ScalingAdvisor.advise(run(1, 0.04, 0, 0, 0), SHARING);
    // 12.5 MB at 1.25 GB/s are 10 ms.
    assertEquals(0.04 / (2 * (0.02 + 0.01)), advice.efficiencies().get(2), TINY);
    assertTrue(advice.isBestCase());
    assertTrue(advice.bandwidth().isEmpty());
    assertEquals(
        List.of(
            "the same global batch, and each further worker on cores and a host like those of this"
                + " run",
            "12.5 MB a step to send at an assumed 1.25 GB/s, since one worker alone sends nothing",
            "waiting for peers unknown with one worker, and left out"),
        advice.assumptions());
  }

  @Test
  void saysNothingBeyondTheTimesAfterAFewSteps() {
    TimeProfile few = new TimeProfile(19, 256, 60_000, 0, 1, 1, 1, List.of(1.0, 1.0), 1);
    ScalingAdvice advice = ScalingAdvisor.advise(few, SHARING);
    assertEquals(few, advice.profile());
    assertTrue(advice.efficiencies().isEmpty());
    assertTrue(advice.settings().isEmpty());
  }

  @Test
  void isContentWhereComputeIsMostOfTheTime() {
    assertEquals(
        List.of(
            "96 % of the time is computing, and no setting stands out: what makes it faster is more"
                + " workers."),
        ScalingAdvisor.advise(run(2, 96, 1, 1, 2), SHARING).settings());
  }

  @Test
  void namesAWorkerThatIsSlowerThanTheOthers() {
    TimeProfile run =
        new TimeProfile(100, 256, 60_000, 0, 3, 0, 1, List.of(10.0, 10.0, 15.0, 10.0), 6);
    assertEquals(
        List.of(
            "20 % of the time workers wait for each other, mostly for worker 2, which computes 50 %"
                + " longer than the others: give it cores of its own, or leave its host out."),
        ScalingAdvisor.advise(run, SHARING).settings());
  }

  @Test
  void proposesLongerStepsWhereWorkersWaitByTurns() {
    // 20 of 100: eight times as much of the rest brings it to 3 %, four times only to 5.9 %.
    assertEquals(
        List.of(
            "20 % of the time workers wait for each other, now for one and now for another: raise"
                + " training.global-batch from 256 to 2048 (and look at the accuracy"
                + " again), or meet less often (synchronization={type: parameter-averaging, every:"
                + " 10})."),
        ScalingAdvisor.advise(run(2, 80, 20, 0, 0), SHARING).settings());
  }

  @Test
  void proposesToMeetLessOftenWhereParametersAreAveraged() {
    List<String> settings = ScalingAdvisor.advise(run(2, 70, 0, 30, 0), AVERAGING).settings();
    assertEquals(
        List.of("30 % of the time is communication: raise synchronization.every from 10 to 160."),
        settings);
  }

  @Test
  void proposesToSendLessWhereGradientsAreShared() {
    assertEquals(
        List.of(
            "30 % of the time is communication: between hosts send less"
                + " (synchronization.compression=bf16), raise training.global-batch from 256 to"
                + " 2048 (and look at the accuracy again), or meet less often"
                + " (synchronization={type: parameter-averaging, every: 10})."),
        ScalingAdvisor.advise(run(2, 70, 0, 30, 0), SHARING).settings());
  }

  @Test
  void advisesNoChangeThatThePlanRefuses() {
    Agreements fixed =
        new Agreements(3_125_000, 2, 1, On.GRADIENTS, 1, Duration.ofMinutes(5), Set.of());
    assertEquals(
        List.of(
            "30 % of the time is communication: raise training.global-batch from 256 to 2048 (and"
                + " look at the accuracy again)."),
        ScalingAdvisor.advise(run(2, 70, 0, 30, 0), fixed).settings());
    TimeProfile small = new TimeProfile(100, 64, 1_451, 0, 0, 30, 0, List.of(70.0, 70.0), 60);
    assertEquals(
        List.of(
            "30 % of the time is communication: fewer workers on more examples each waste less of"
                + " it."),
        ScalingAdvisor.advise(small, fixed).settings());
  }

  @Test
  void saysTheTwoMostImportantThingsFirst() {
    TimeProfile run =
        new TimeProfile(100, 256, 60_000, 20, 15, 12, 16, Collections.nCopies(2, 37.0), 400);
    List<String> settings = ScalingAdvisor.advise(run, SHARING).settings();
    assertEquals(2, settings.size());
    assertEquals(
        "A worker waited 400.0 s for its peers in one step, more than half of deadlines.step: raise"
            + " that, or the run may end there.",
        settings.get(0));
    assertTrue(settings.get(1).startsWith("20 % of the time is waiting for data"), settings.get(1));
  }

  @Test
  void proposesALargerBatchWhereTheUpdateTakesLong() {
    String setting = ScalingAdvisor.advise(run(2, 75, 0, 0, 25), SHARING).settings().get(0);
    assertTrue(
        setting.startsWith(
            "25 % of the time is the update of parameters: raise training.global-batch from 256 to"
                + " 2048"),
        setting);
    assertFalse(setting.contains("parameter-averaging"), setting);
  }

  @Test
  void proposesNoBatchThatLeavesAnEpochFewSteps() {
    TimeProfile small = new TimeProfile(100, 64, 1_451, 0, 30, 0, 0, List.of(70.0, 70.0), 60);
    assertEquals(
        List.of(
            "30 % of the time workers wait for each other, now for one and now for another: meet"
                + " less often (synchronization={type: parameter-averaging, every: 10})."),
        ScalingAdvisor.advise(small, SHARING).settings());
    TimeProfile larger = new TimeProfile(100, 64, 5_200, 0, 30, 0, 0, List.of(70.0, 70.0), 60);
    assertTrue(
        ScalingAdvisor.advise(larger, SHARING).settings().get(0).contains("from 64 to 256 "));
  }

  @Test
  void bytesOfAStepAreThoseOfAnyAllReduce() {
    assertEquals(0, SHARING.bytesPerStep(1));
    assertEquals(12.5e6, SHARING.bytesPerStep(2));
    assertEquals(1.5 * 12.5e6, SHARING.bytesPerStep(4));
    assertEquals(0.3 * 12.5e6, AVERAGING.bytesPerStep(2), 1e-6);
  }
}
