package io.lockstep.driver.config;

import java.util.List;

/** All that is wrong with a command line, as one text. */
final class CommandLineProblems {
  private CommandLineProblems() {}

  static String report(List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return "Cannot use the command line (" + count + "):\n" + String.join("\n", problems);
  }
}
