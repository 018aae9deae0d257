package io.lockstep.driver.cli;

/** Arguments as a shell reads them. */
final class Words {
  private Words() {}

  /** The word, in quotes if a shell would take it for something else. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
