package io.lockstep.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.bench.contest.Contest;
import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.Side;
import io.lockstep.bench.contest.TestingSide;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  @TempDir private Path folder;

  @Test
  void contestThatFailsKeepsItsPairsAndLetsTheOthersRun() throws IOException, InterruptedException {
    StringWriter told = new StringWriter();
    Session session =
        new Session("bench", Instant.EPOCH, folder, folder, new PrintWriter(told, true));

    session.hold(contest("first", failsAfter(1)), 3);
    session.hold(contest("second", new TestingSide("b", new ArrayList<>(), 1.0, 1.0, 1.0)), 3);

    assertEquals(70, session.end());
    String results = Files.readString(folder.resolve("results.md"));
    assertTrue(results.contains("- first against b, pair by pair: 2.00\n"), results);
    assertTrue(results.contains("- second against b, pair by pair: 2.00, 2.00, 2.00\n"), results);
    assertTrue(results.contains("- Skipped: first against b. Cannot measure: broken"), results);
  }

  private static Contest contest(String work, Side peer) {
    return new Contest(
        work,
        new TestingSide("a", new ArrayList<>(), 2.0, 2.0, 2.0),
        peer,
        Quantity.EXAMPLES_PER_SECOND,
        OptionalDouble.empty());
  }

  private static Side failsAfter(int runs) {
    Side good = new TestingSide("b", new ArrayList<>(), 1.0, 1.0);
    return new Side() {
      private int done;

      @Override
      public String name() {
        return good.name();
      }

      @Override
      public String given() {
        return good.given();
      }

      @Override
      public java.util.Optional<String> absence() {
        return good.absence();
      }

      @Override
      public Measurement measure(Path runFolder) throws InterruptedException {
        if (done++ == runs) {
          throw new LockstepException(ExitCode.INTERNAL, "Cannot measure: broken");
        }
        return good.measure(runFolder);
      }
    };
  }
}
