package io.lockstep.driver.cli;

import static io.lockstep.checks.Checks.present;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * What a command finds around it.
 *
 * @param out what the user asked for
 * @param err what went wrong
 * @param terminal what {@code out} is
 * @param working folder that relative locations start at
 * @param time names folders
 * @param nanos measures
 * @param halt ends the process at once
 */
record Surroundings(
    PrintWriter out,
    PrintWriter err,
    Terminal terminal,
    Path working,
    Clock time,
    LongSupplier nanos,
    IntConsumer halt) {
  Surroundings {
    present(out, "out");
    present(err, "err");
    present(terminal, "terminal");
    present(working, "working folder");
    present(time, "time");
    present(nanos, "nanos");
    present(halt, "halt");
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }
}
