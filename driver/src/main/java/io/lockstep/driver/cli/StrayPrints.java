package io.lockstep.driver.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines that somebody else's threads print to standard error, as log lines of level {@code debug}.
 *
 * <p>While Spark stops, its pools refuse the callbacks of messages that are still on their way, and
 * Scala's default reporter prints each refusal with its stack: harmless, but it would stand between
 * a run's cause and the reader.
 */
final class StrayPrints extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(StrayPrints.class);

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private StrayPrints() {}

  /** From now on, to the end of the process: such callbacks may come after Spark said it ended. */
  static void toLog() {
    System.setErr(new PrintStream(new StrayPrints(), true, StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void write(int octet) {
    if (octet != '\n') {
      line.write(octet);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    LOG.debug("{}", text);
  }
}
