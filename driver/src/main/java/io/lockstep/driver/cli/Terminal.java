package io.lockstep.driver.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the output is.
 *
 * @param columns width of a terminal whose line can be redrawn; empty: a file, a pipe or a terminal
 *     that can only print
 */
record Terminal(OptionalInt columns) {
  static final Terminal NONE = new Terminal(OptionalInt.empty());
  private static final int USUAL_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 20;

  /** Finds out. A console is there if standard input and output both are a terminal. */
  static Terminal of(Optional<Console> console, Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "dumb");
    if (console.isEmpty() || kind.equals("dumb")) {
      return NONE;
    }
    String columns = environment.getOrDefault("COLUMNS", "");
    int given = columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
    return new Terminal(OptionalInt.of(Math.max(LEAST_COLUMNS, given)));
  }
}
