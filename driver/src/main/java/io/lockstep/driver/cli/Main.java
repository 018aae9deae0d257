package io.lockstep.driver.cli;

import io.lockstep.driver.preview.Preview;
import io.lockstep.plan.PlanParser;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The command line. The only place that exits. */
public final class Main {
  private Main() {}

  /** Executes a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(parts(), surroundings(), arguments));
  }

  /** Executes a command; the exit code. */
  static int run(Parts parts, Surroundings around, String... arguments) {
    try {
      return LockstepCommand.commandLine(parts, around).execute(arguments);
    } catch (Error e) {
      return CommandFailures.tell(around.err(), e, false); // out of memory, a missing class
    } finally {
      around.out().flush();
      around.err().flush();
    }
  }

  private static Parts parts() {
    return new Parts(
        (source, in, overrides) -> PlanParser.forFiles().parse(source, in, overrides),
        (location, conf) -> HadoopStorages.open(location, conf),
        run -> PlannedFiles.check(run),
        () -> SparkStart::open,
        SparkTraining::new,
        TrainedModelJobs::new,
        () -> Preview::draw);
  }

  private static Surroundings surroundings() {
    return new Surroundings(
        new PrintWriter(System.out, false, Charset.defaultCharset()),
        new PrintWriter(System.err, false, Charset.defaultCharset()),
        Terminal.of(Optional.ofNullable(System.console()), System.getenv()),
        Path.of("").toAbsolutePath(),
        Clock.systemUTC(),
        System::nanoTime,
        Runtime.getRuntime()::halt);
  }
}
