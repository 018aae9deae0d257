package io.lockstep.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StrayPrintsTest {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  @Test
  void stackTracesOfOthersDoNotReachTheReader() {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    new IllegalStateException("before").printStackTrace();
    int seen = printed.size();
    StrayPrints.toLog();
    new IllegalStateException("after").printStackTrace();
    assertEquals(seen, printed.size(), printed.toString(StandardCharsets.UTF_8));
  }
}
