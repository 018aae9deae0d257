package io.lockstep.plan;

import java.util.Set;

/**
 * What the linter is told by the plan.
 *
 * @param quiet rules that give no hints
 */
public record LintSpec(Set<LintRule> quiet) {
  /** All rules speak. */
  public static final LintSpec ALL = new LintSpec(Set.of());

  public LintSpec {
    quiet = Set.copyOf(quiet);
  }
}
