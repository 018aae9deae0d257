package io.lockstep.driver.source;

import java.io.Serializable;

/**
 * A row that cannot be used, and why.
 *
 * @param file as messages name it
 * @param line in the piece of the file that was read, from 1; 0 if the file has no lines
 * @param reason empty for {@link #NONE}
 */
record BadRow(String file, long line, String reason) implements Serializable {
  /** Nothing is wrong. */
  static final BadRow NONE = new BadRow("", 0, "");

  /** For people, with the lines of the file that precede its piece. */
  String describe(long linesBefore) {
    return file + (line > 0 ? ":" + (linesBefore + line) : "") + ": " + reason;
  }
}
