package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.diagnostics.Agreements.Change;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.RunLength;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunAgreementsTest {
  private static Set<Change> changes(String... overrides) {
    String text = "data: {train: a.csv}\nmodel: {layers: [dense: 8, batch-norm, dense: 4]}\n";
    TrainingPlan plan = PlanParser.forFiles().parse("plan.yaml", text, List.of(overrides));
    return RunAgreements.of(plan, 100, new RunLength(plan.training().length(), 5)).changes();
  }

  @Test
  void gradientsCanBeCompressedAndParametersAveraged() {
    assertEquals(Set.of(Change.values()), changes());
    assertEquals(Set.of(Change.AVERAGING), changes("synchronization.compression=bf16"));
    assertEquals(Set.of(), changes("synchronization={type: parameter-averaging, every: 2}"));
  }

  @Test
  void statisticsOfTheGlobalBatchCannotGoWithAveraging() {
    assertEquals(Set.of(Change.COMPRESSION), changes("model.layers.1.statistics=global"));
  }
}
