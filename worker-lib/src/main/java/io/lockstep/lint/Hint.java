package io.lockstep.lint;

import io.lockstep.plan.LintRule;

/**
 * Advice on one place of a plan.
 *
 * @param rule that gives it
 * @param place such as {@code model.layers.1 (dense)} or {@code optimizer.l2}
 * @param reason why it may go wrong
 * @param remedy what to do instead
 */
public record Hint(LintRule rule, String place, String reason, String remedy) {
  /** For people, in one line; the rule's word in brackets is what {@code lint.quiet} takes. */
  @Override
  public String toString() {
    return "%s: %s; %s [%s]".formatted(place, reason, remedy, rule);
  }
}
