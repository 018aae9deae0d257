package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to a plan's text, it is a plan or a report. */
class DamagedPlansTest {
  private static final List<String> PIECES =
      List.of(
          "",
          "0",
          "-1",
          "1e999",
          "none",
          "auto",
          "null",
          "[]",
          "{}",
          "[1, 2, 3]",
          "{a: 1}",
          "type",
          "'x'",
          "99999999999999999999",
          "0st",
          "same",
          "*a",
          "&a ",
          "!!str ",
          ": ",
          "\n",
          "  ");

  @Test
  void aDamagedPlanIsReadOrReported() {
    int reported = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      String text = PlanWriter.write(new RandomPlan(seed % 50).draw());
      for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
        text = damage(text, random);
      }
      try {
        Plans.parse(text);
      } catch (LockstepException e) {
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().startsWith("Cannot use plan plan.yaml ("), e.getMessage());
        reported++;
      } catch (RuntimeException e) {
        fail("seed " + seed + ":\n" + text, e);
      }
    }
    assertTrue(reported > 500, reported + " of 1000 reported");
  }

  /** Replaces one token, as YAML's punctuation separates them. */
  private static String damage(String text, Random random) {
    String[] tokens = text.split("(?<=[ \n,:\\[\\]{}])|(?=[ \n,:\\[\\]{}])");
    tokens[random.nextInt(tokens.length)] = PIECES.get(random.nextInt(PIECES.size()));
    return String.join("", tokens);
  }
}
