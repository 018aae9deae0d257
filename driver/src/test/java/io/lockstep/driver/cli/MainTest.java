package io.lockstep.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.augmentation.ViewSpec;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.config.RunConfiguration;
import io.lockstep.driver.config.TestingPlans;
import io.lockstep.driver.preview.Preview;
import io.lockstep.driver.training.RunMemory;
import io.lockstep.driver.training.RunOptions;
import io.lockstep.driver.training.RunResult;
import io.lockstep.driver.training.RunResult.Status;
import io.lockstep.storage.LocalStorage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class MainTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> sessions = new ArrayList<>();
  private final List<RunOptions> trained = new ArrayList<>();
  private final List<String> previewed = new ArrayList<>();
  private final List<ModelJobs.Request> asked = new ArrayList<>();
  private BeforeSpark files = RunConfiguration::plan;
  private TrainingRuns training = (session, plan, options, listener, stop) -> completed(options);

  @BeforeEach
  void writePlans() throws IOException {
    Files.writeString(folder.resolve("digits.yaml"), "digits");
    Files.writeString(folder.resolve("bad.yaml"), "bad");
  }

  @Test
  void helpsWithoutSpark() {
    for (String[] help :
        new String[][] {
          {"--help"}, {"-h"}, {"train", "--help"}, {"evaluate", "--help"}, {"predict", "-h"}
        }) {
      assertEquals(0, run(help));
    }
    assertTrue(out.toString().startsWith("Usage: lockstep [-hV] COMMAND\n"), out.toString());
    assertTrue(out.toString().contains("  lockstep train plan.yaml --output runs/a --resume\n"));
    assertEquals("", err.toString());
    assertEquals(List.of(), sessions);
  }

  @Test
  void tellsItsVersion() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().matches("lockstep .+ on Java \\d+, .+\\n"), out.toString());
    assertEquals(List.of(), sessions);
  }

  @Test
  void listsTheZooWithoutSpark() {
    assertEquals(0, run("zoo"));
    assertTrue(
        out.toString()
            .contains(
                """
                wide-resnet  depth: 16  width: 4
                    Zagoruyko and Komodakis 2016"""),
        out.toString());
    assertTrue(out.toString().contains("mlp  units: [1000, 500, 100]\n"), out.toString());
    assertEquals("", err.toString());
    assertEquals(List.of(), sessions);
  }

  @Test
  void suggestsWhatATypoMeant() {
    assertUsage(
        "Cannot use the command line: Unknown option: '--otuput'; did you mean '--output'? See"
            + " 'lockstep train --help'.",
        "train",
        "digits.yaml",
        "--otuput=a");
    assertUsage(
        "Cannot use the command line: Unknown command: 'trian'; did you mean 'train'?"
            + " See 'lockstep --help'.",
        "trian",
        "digits.yaml");
    assertUsage(
        "Cannot use the command line: Too many arguments: 'b.yaml'. See 'lockstep train --help'.",
        "train",
        "a.yaml",
        "b.yaml");
  }

  @Test
  void refusesAWrongCommandLine() {
    assertUsage(
        "Cannot use the command line: Missing command: train, lint, zoo, preview, evaluate or predict. See 'lockstep"
            + " --help'.");
    assertUsage(
        "Cannot use the command line: Missing required parameter: 'PLAN'. See 'lockstep train"
            + " --help'.",
        "train");
    assertUsage(
        "Cannot use the command line: Missing required option: '--input=URI'. See 'lockstep predict"
            + " --help'.",
        "predict",
        "runs/a");
    assertUsage(
        "Cannot use the command line: Invalid value for option '--workers': 'two' is not an"
            + " int. See 'lockstep train --help'.",
        "train",
        "digits.yaml",
        "--workers",
        "two");
    assertUsage(
        "Cannot use the command line: Error: --resume, --overwrite are mutually exclusive (specify"
            + " only one). See 'lockstep train --help'.",
        "train",
        "digits.yaml",
        "--resume",
        "--overwrite");
  }

  @Test
  void refusesABadPlanBeforeSparkStarts() {
    assertEquals(64, run("train", "bad.yaml"));
    assertEquals(
        """
        lockstep: Cannot use plan bad.yaml (2 problems):
        bad.yaml:1: one
        bad.yaml:2: two
        lockstep: Cannot use plan bad.yaml (2 problems): bad.yaml:1: one
        """,
        err.toString());
    assertEquals(List.of(), sessions);
  }

  @Test
  void refusesFilesThatAreNoneForThePlanBeforeSparkStarts() {
    files =
        run -> {
          throw new LockstepException(
              ExitCode.USAGE, "Cannot use the model of " + run.planSource());
        };
    for (String command : List.of("train", "preview", "lint")) {
      assertUsage("Cannot use the model of digits.yaml", command, "digits.yaml");
    }
  }

  @Test
  void refusesABadSettingOfEvaluateBeforeSparkStarts() {
    assertEquals(64, run("evaluate", "runs/a", "--input", "a.csv", "--conf", "memory=1g"));
    assertTrue(
        err.toString()
            .endsWith(
                "lockstep: Cannot use the command line (1 problem): --conf memory: expected"
                    + " spark.key=value\n"),
        err.toString());
    assertEquals(List.of(), sessions);
  }

  @Test
  void trains() {
    assertEquals(0, run("train", "digits.yaml", "--workers=2", "--data", "/data"));
    assertEquals("", err.toString());
    assertEquals(List.of("lockstep train digits QUIET"), sessions);
    RunOptions options = trained.get(0);
    assertEquals("file:" + folder + "/runs/digits-20260102-030405", options.output());
    assertEquals("file:/data", options.dataFolder());
    assertEquals(2, options.workers().orElseThrow());
  }

  @Test
  void exitsWithTheResultsCodeAndItsErrorLast() {
    training =
        (session, plan, options, listener, stop) -> {
          RunResult diverged =
              result(Status.DIVERGED, 76, Optional.of("Cannot go on: loss is NaN"));
          listener.finished(diverged);
          return diverged;
        };
    assertEquals(76, run("train", "digits.yaml"));
    assertEquals("lockstep: Cannot go on: loss is NaN\n", err.toString());
    assertTrue(out.toString().startsWith("status      diverged after 3 steps"), out.toString());
  }

  @Test
  void tellsAFailureOnce() {
    training =
        (session, plan, options, listener, stop) -> {
          throw new IllegalStateException(
              new LockstepException(ExitCode.DATA, "Cannot read a.csv: line 3 has 4 cells, not 5"));
        };
    assertEquals(65, run("train", "digits.yaml"));
    assertEquals("lockstep: Cannot read a.csv: line 3 has 4 cells, not 5\n", err.toString());
  }

  @Test
  void tellsAFailureWithItsTraceWhenVerbose() {
    training =
        (session, plan, options, listener, stop) -> {
          throw new IllegalStateException("odd");
        };
    assertEquals(70, run("train", "digits.yaml", "--verbose"));
    List<String> lines = err.toString().lines().toList();
    assertEquals("lockstep: Cannot go on: IllegalStateException: odd", lines.get(0));
    assertTrue(lines.get(2).startsWith("\tat "), lines.get(2));
    assertEquals(lines.get(0), lines.get(lines.size() - 1));
    assertEquals(List.of("lockstep train digits VERBOSE"), sessions);
  }

  @Test
  void writesAPreview() throws IOException {
    assertEquals(
        0, run("preview", "digits.yaml", "--output", "a/b.png", "--examples=9", "--epoch=3"));
    assertEquals(List.of("file:" + folder + " 2 9"), previewed);
    assertEquals(3, ImageIO.read(folder.resolve("a/b.png").toFile()).getHeight());
    assertEquals(
        "9 examples of epoch 3, 5 transforms: " + folder.resolve("a/b.png") + "\n", out.toString());
    assertEquals(0, run("preview", "digits.yaml"));
    assertTrue(Files.exists(folder.resolve("digits-preview.png")));
  }

  @Test
  void refusesAPreviewThatCannotBeBeforeSparkStarts() {
    assertUsage(
        "Cannot use the command line: Invalid --examples (1 to 1024): 0",
        "preview",
        "digits.yaml",
        "--examples=0");
    assertUsage(
        "Cannot use the command line: Invalid --epoch (at least 1): 0",
        "preview",
        "digits.yaml",
        "--epoch=0");
    assertUsage(
        "Cannot write the preview to s3a://b/a.png: expected a path of this machine",
        "preview",
        "digits.yaml",
        "--output=s3a://b/a.png");
    assertUsage(
        "Cannot write the preview to .: it is a folder; name a file in it",
        "preview",
        "digits.yaml",
        "--output=.");
  }

  @Test
  void evaluates() {
    assertEquals(0, run("evaluate", "runs/a", "--input", "/data/test.csv"));
    assertEquals(
        """
        examples    1,000
        loss        0.1250
        accuracy    0.9870
        label \\ predicted  cat  dog
                      cat  600    3
                      dog   10  387
        """,
        out.toString());
    assertEquals(
        List.of(
            new ModelJobs.Request(
                "file:" + folder + "/runs/a",
                "file:/data/test.csv",
                Optional.empty(),
                ModelJobs.Format.CSV,
                ViewSpec.PLAIN)),
        asked);
  }

  @Test
  void predicts() {
    assertEquals(0, run("predict", "runs/a", "--input", "s3a://b/new"));
    assertEquals(
        """
        examples    1,000
        id  prediction
         0         cat
         1         dog
        Only the first ones; --output FOLDER writes all.
        """,
        out.toString());
    out.getBuffer().setLength(0);
    assertEquals(
        0, run("predict", "runs/a", "--input", "x", "--output", "p", "--format", "parquet"));
    assertEquals("examples    1,000\noutput      " + folder + "/p\n", out.toString());
    assertEquals(ModelJobs.Format.PARQUET, asked.get(1).format());
    assertEquals(0, run("predict", "runs/a", "--input", "x", "--tta", "flip,crops=5"));
    assertEquals(10, asked.get(2).views().count());
  }

  @Test
  void refusesViewsThatThereAreNotBeforeSparkStarts() {
    assertUsage(
        "Cannot use the command line: --tta flop: expected flip, crops=1, crops=5, or flip with"
            + " one of them, such as flip,crops=5",
        "predict",
        "runs/a",
        "--input=x",
        "--tta=flop");
  }

  @Test
  void documentsEachOption() throws IOException {
    String page = Files.readString(repository().resolve("docs/cli.md"));
    CommandLine line = LockstepCommand.commandLine(parts(), surroundings());
    List<CommandLine> all = new ArrayList<>(line.getSubcommands().values());
    all.add(line);
    int seen = 0;
    for (CommandLine command : all) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        for (String name : option.names()) {
          String shown = option.arity().max() == 0 ? name : name + " " + option.paramLabel();
          assertTrue(page.contains("`" + shown + "`"), "docs/cli.md does not have " + shown);
          seen++;
        }
      }
    }
    assertTrue(seen > 25, "options: " + seen);
  }

  /** The root of the repository, whose module this is. */
  private static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docs/cli.md")) ? here : here.getParent();
  }

  private void assertUsage(String message, String... arguments) {
    err.getBuffer().setLength(0);
    assertEquals(64, run(arguments));
    assertEquals("lockstep: " + message + "\n", err.toString());
    assertEquals(List.of(), sessions);
  }

  private int run(String... arguments) {
    return Main.run(parts(), surroundings(), arguments);
  }

  private Surroundings surroundings() {
    return new Surroundings(
        new PrintWriter(out),
        new PrintWriter(err),
        Terminal.NONE,
        folder,
        Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC),
        System::nanoTime,
        code -> {
          throw new AssertionError("halted with " + code);
        });
  }

  private Parts parts() {
    return new Parts(
        new TestingPlans(),
        (location, conf) -> {
          if (!location.startsWith("file:" + folder)) {
            throw new AssertionError("another storage was expected than " + location);
          }
          return new LocalStorage(Path.of(location.substring("file:".length())));
        },
        run -> files.check(run),
        () ->
            (request, how, notes) -> {
              sessions.add(how.application() + " " + how.verbosity());
              Logs.quiet();
              return SparkSession.builder()
                  .master("local[1]")
                  .config("spark.ui.enabled", "false")
                  .config("spark.driver.host", "127.0.0.1")
                  .getOrCreate();
            },
        () ->
            (session, plan, options, listener, stop) -> {
              trained.add(options);
              return training.train(session, plan, options, listener, stop);
            },
        TestingModelJobs::new,
        () ->
            (session, plan, dataFolder, epoch, examples) -> {
              previewed.add(dataFolder + " " + epoch + " " + examples);
              return new Preview.Sheet(
                  new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB), examples, 5);
            });
  }

  private final class TestingModelJobs implements ModelJobs {
    @Override
    public Evaluated evaluate(SparkSession session, Request request) {
      asked.add(request);
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("loss", 0.125);
      values.put("accuracy", 0.987);
      return new Evaluated(
          1_000, values, List.of("cat", "dog"), List.of(List.of(600L, 3L), List.of(10L, 387L)));
    }

    @Override
    public Predicted predict(SparkSession session, Request request) {
      asked.add(request);
      return new Predicted(
          1_000, List.of("id", "prediction"), List.of(List.of("0", "cat"), List.of("1", "dog")));
    }
  }

  private static RunResult completed(RunOptions options) {
    return result(Status.COMPLETED, 0, Optional.empty());
  }

  private static RunResult result(Status status, int exitCode, Optional<String> error) {
    return new RunResult(
        status,
        exitCode,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        3,
        0.5,
        30,
        1,
        10,
        1,
        1,
        "dl4j",
        10,
        Optional.empty(),
        0,
        RunMemory.NONE,
        error);
  }
}
