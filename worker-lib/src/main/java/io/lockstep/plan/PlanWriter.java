package io.lockstep.plan;

import io.lockstep.plan.yaml.YamlPrinter;

/**
 * Writes a plan as YAML with every key written out, the same plan always as the same text, from
 * which {@link PlanParser} reads an equal plan.
 */
public final class PlanWriter {
  private PlanWriter() {}

  public static String write(TrainingPlan plan) {
    return YamlPrinter.print(PlanTree.of(plan));
  }
}
