package io.lockstep.plan;

import java.util.List;

/** Short plans for tests. */
final class Plans {
  /** The least that a plan can say. */
  static final String MINIMAL =
      """
      data:
        train: digits.csv
      model:
        layers:
          - dense: 128
      """;

  private Plans() {}

  /** The minimal plan with overrides. */
  static TrainingPlan minimal(String... overrides) {
    return parse(MINIMAL, overrides);
  }

  /** A plan of a file {@code plan.yaml}. */
  static TrainingPlan parse(String text, String... overrides) {
    return PlanParser.forFiles().parse("plan.yaml", text, List.of(overrides));
  }
}
