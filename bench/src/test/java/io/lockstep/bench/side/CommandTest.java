package io.lockstep.bench.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.LockstepException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void givesTheOutputOfAChildWithItsEnvironment() throws InterruptedException {
    Command command = shell("echo $WHO; echo aside >&2", Map.of("WHO", "me"), LONG);
    assertEquals("me\n", command.run(folder.resolve("new/folder")));
  }

  @Test
  void failureNamesTheCodeAndTheLastWords() {
    Exception failure =
        assertThrows(
            LockstepException.class,
            () -> shell("echo first >&2; echo why >&2; exit 3", Map.of(), LONG).run(folder));
    assertEquals(
        "Cannot measure: sh -c 'echo first >&2; echo why >&2; exit 3': exit code 3. Its last"
            + " words: first | why. See "
            + folder,
        failure.getMessage());
  }

  @Test
  void childThatTakesTooLongIsKilledWithItsOwnChildren() throws InterruptedException {
    Command command = shell("sleep 600 & sleep 600", Map.of(), Duration.ofMillis(300));
    Command.Running running = command.start(folder);
    Exception failure = assertThrows(LockstepException.class, running::await);
    assertTrue(failure.getMessage().contains("not finished within"), failure.getMessage());
    assertTrue(running.process().waitFor(10, java.util.concurrent.TimeUnit.SECONDS));
    assertEquals(0, running.process().descendants().count());
  }

  @Test
  void absentProgramIsNamed() {
    Exception failure =
        assertThrows(
            LockstepException.class,
            () -> new Command(List.of("no-such-program"), Map.of(), LONG).run(folder));
    assertTrue(
        failure.getMessage().startsWith("Cannot start no-such-program: "), failure.getMessage());
  }

  private static Command shell(String line, Map<String, String> environment, Duration limit) {
    return new Command(List.of("sh", "-c", line), environment, limit);
  }
}
