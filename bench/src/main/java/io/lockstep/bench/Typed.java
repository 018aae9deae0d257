package io.lockstep.bench;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** What the user typed. */
final class Typed {
  private Typed() {}

  /** The whole command line of a subcommand, the root's arguments included. */
  static String command(CommandSpec subcommand) {
    List<String> words = subcommand.root().commandLine().getParseResult().originalArgs();
    return "scripts/bench " + String.join(" ", words);
  }
}
