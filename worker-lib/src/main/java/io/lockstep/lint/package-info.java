/**
 * Hints on plans that will run and may not learn: {@link io.lockstep.lint.PlanLinter}. A rule is a
 * constant of {@link io.lockstep.plan.LintRule} and a check in {@code ModelRules}, {@code
 * WidthRules}, {@code OutputRules}, {@code RunRules} or {@code LengthRules}.
 */
package io.lockstep.lint;
