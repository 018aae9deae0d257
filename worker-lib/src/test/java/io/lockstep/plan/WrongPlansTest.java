package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each {@code plans/bad/NAME.yaml} fails with exactly the report in {@code NAME.txt}. Its comments
 * {@code # --set a=b} are overrides.
 */
class WrongPlansTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "plans", "bad");

  @TestFactory
  Stream<DynamicTest> failsWithTheWholeReport() throws IOException {
    List<Path> plans;
    try (Stream<Path> files = Files.list(FOLDER)) {
      plans = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertTrue(plans.size() >= 15, plans.size() + " plans");
    return plans.stream()
        .map(plan -> DynamicTest.dynamicTest(plan.getFileName().toString(), () -> fails(plan)));
  }

  @Test
  void everyReportHasItsPlan() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertEquals(
          List.of(),
          files
              .filter(file -> file.toString().endsWith(".txt"))
              .filter(f -> !Files.exists(Path.of(f.toString().replaceAll("txt$", "yaml"))))
              .toList());
    }
  }

  private static void fails(Path plan) throws IOException {
    String text = Files.readString(plan);
    List<String> overrides =
        text.lines()
            .filter(line -> line.startsWith("# --set "))
            .map(line -> line.substring("# --set ".length()))
            .toList();
    String name = plan.getFileName().toString();
    LockstepException failure =
        assertThrows(
            LockstepException.class, () -> PlanParser.forFiles().parse(name, text, overrides));
    Path expected = plan.resolveSibling(name.replace(".yaml", ".txt"));
    assertEquals(Files.readString(expected).stripTrailing(), failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
  }
}
