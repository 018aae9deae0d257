package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanDifferenceTest {
  @Test
  void namesEachKeyWithBothValues() {
    assertEquals(
        List.of(
            "seed: 42 in the run, 7 now",
            "data.train: [digits.csv] in the run, [a.csv, b.csv] now",
            "data.csv.separator: \",\" in the run, \";\" now",
            "data.normalization: standardize in the run, {scale: 0.5} now",
            "model.layers.0.units: 128 in the run, 64 now",
            "optimizer.learning-rate: 0.001 in the run, 0.01 now",
            "training.epochs: 10 in the run, none now",
            "training.steps: none in the run, 500 now"),
        differences(
            Plans.minimal(),
            Plans.minimal(
                "seed=7",
                "data.train=[a.csv, b.csv]",
                "data.csv.separator=;",
                "data.normalization={scale: 0.5}",
                "model.layers.0.units=64",
                "optimizer.learning-rate=0.01",
                "training.epochs=none",
                "training.steps=500")));
  }

  @Test
  void namesOnlyTheTypeOfWhatIsOfAnotherType() {
    assertEquals(
        List.of(
            "model.layers.0.type: dense in the run, dropout now",
            "optimizer.type: adam in the run, sgd now",
            "synchronization.type: gradient-sharing in the run, parameter-averaging now"),
        differences(
            Plans.minimal(),
            Plans.minimal(
                "model.layers.0=dropout: 0.5",
                "optimizer=sgd",
                "synchronization={type: parameter-averaging, every: 2}")));
  }

  @Test
  void namesLayersThatAreGoneOrNew() {
    TrainingPlan two = Plans.minimal("model.layers=[output]");
    TrainingPlan three =
        Plans.minimal("model.layers=[output]", "model.layers=[dropout: 0, output]");
    assertEquals(
        List.of(
            "model.layers.0.type: output in the run, dropout now",
            "model.layers.1: absent in the run, {type: output, units: auto, loss: auto, label-smoothing: 0, delta: none, init:"
                + " lecun} now"),
        differences(two, three));
  }

  @Test
  void isEmptyExactlyIfTheHashesAreEqual() {
    TrainingPlan previous = new RandomPlan(0).draw();
    for (long seed = 1; seed < 300; seed++) {
      TrainingPlan plan = new RandomPlan(seed).draw();
      assertEquals(List.of(), PlanDifference.between(plan, plan), "seed " + seed);
      assertEquals(
          PlanHash.of(plan).equals(PlanHash.of(previous)),
          PlanDifference.between(previous, plan).isEmpty(),
          "seed " + seed);
      previous = plan;
    }
    assertEquals(
        List.of(),
        PlanDifference.between(
            Plans.minimal(), Plans.minimal("name=x", "output.shared=true", "deadlines.stop=1s")));
  }

  private static List<String> differences(TrainingPlan run, TrainingPlan now) {
    return PlanDifference.between(run, now).stream().map(PlanDifference::toString).toList();
  }
}
