package io.lockstep.driver.cli;

import io.lockstep.lint.Hint;
import io.lockstep.lint.PlanLinter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a plan and what it names, and gives hints, without Spark. */
@Command(
    name = "lint",
    description = "Check a plan and give hints on what may keep it from learning.",
    footer = {
      "",
      "Examples:",
      "  lockstep lint conf/digits.yaml",
      "  lockstep lint plan.yaml --set optimizer.l2=0.01",
      "",
      "Hints that need a shape of the data that the plan does not say are given by train alone. A",
      "rule is quiet if the plan's lint.quiet names it. Exit codes: 0 with and without hints, 64",
      "for a bad plan or a model that is none for it, 65 for data that are not there."
    })
final class LintCommand implements Callable<Integer> {
  private final Parts parts;
  private final Surroundings around;

  @Mixin PlanOptions plan;

  @Mixin CommonOptions common;

  LintCommand(Parts parts, Surroundings around) {
    this.parts = parts;
    this.around = around;
  }

  @Override
  public Integer call() {
    List<Hint> hints = PlanLinter.lint(parts.files().check(plan.read(common, parts, around)));
    hints.forEach(hint -> around.say(hint.toString()));
    around.say(
        switch (hints.size()) {
          case 0 -> "No hints.";
          case 1 -> "1 hint; lint.quiet silences its rule.";
          default -> hints.size() + " hints; lint.quiet silences a rule.";
        });
    return 0;
  }
}
