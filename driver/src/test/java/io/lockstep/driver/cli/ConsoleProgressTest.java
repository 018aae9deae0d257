package io.lockstep.driver.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.diagnostics.TimeProfile;
import io.lockstep.driver.memory.ExecutorMemory;
import io.lockstep.driver.memory.MemoryPlan;
import io.lockstep.driver.memory.MemoryPlan.Each;
import io.lockstep.driver.memory.MemoryPlan.Kind;
import io.lockstep.driver.memory.MemoryPlan.Need;
import io.lockstep.driver.training.RunDescription;
import io.lockstep.driver.training.RunMemory;
import io.lockstep.driver.training.RunResult;
import io.lockstep.driver.training.RunResult.Status;
import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A run of 3 epochs with 20 steps of 100 examples each. */
class ConsoleProgressTest {
  private static final String BEGIN =
      "Training digits: 2,000 examples, 582,026 parameters, 2 workers on local[2], dl4j M2.1\n"
          + "Memory: 64 MiB of heap (of 2,048 MiB) and 40 MiB outside it for 2 workers in this process\n";

  private final StringWriter text = new StringWriter();
  private final TestingClock clock = new TestingClock();
  private Progress progress = Progress.start(2_000);

  @Test
  void printsALineForEachEvaluation() {
    ConsoleProgress console = started(Terminal.NONE);
    steps(console, 20, 0.05);
    evaluate(console, 0.4321, true);
    steps(console, 20, 0.05);
    evaluate(console, 0.5, false);
    assertEquals(
        BEGIN
            + "epoch 1/3  step 20/60  loss 0.5000  validation loss 0.4321 accuracy 0.9750 (best)"
            + "  4,000 examples/s  0:02 left\n"
            + "epoch 2/3  step 40/60  loss 0.5000  validation loss 0.5000 accuracy 0.9750"
            + "  4,000 examples/s  0:01 left\n",
        text.toString());
  }

  @Test
  void printsALineForEachEpochWithoutEvaluation() {
    ConsoleProgress console = started(Terminal.NONE);
    steps(console, 41, 0.05);
    console.advised(advice());
    console.finished(result(Status.STOPPED, 75));
    assertEquals(
        BEGIN
            + "epoch 1/3  step 20/60  loss 0.5000  4,000 examples/s  0:02 left\n"
            + "epoch 2/3  step 40/60  loss 0.5000  4,000 examples/s  0:01 left\n"
            + "status      stopped after 1,234 steps, 1.5 epochs, 1:02\n"
            + "loss        0.1250\n"
            + "accuracy    0.9800\n"
            + "examples/s  4,321\n"
            + "time        compute 80.0 %, update 5.0 %, communicate 4.0 %, waiting for peers 10.0"
            + " %, for data 1.0 %\n"
            + "scaling     efficiency to expect of 2, 4 workers: 98, 91 % (scaling.json says what"
            + " that assumes)\n"
            + "advice      Take a walk.\n"
            + "output      /runs/a b\n"
            + "next        lockstep train conf/digits.yaml --output '/runs/a b' --resume\n",
        text.toString());
  }

  private static ScalingAdvice advice() {
    return new ScalingAdvice(
        new TimeProfile(31, 100, 2_000, 0.1, 1, 0.4, 0.5, List.of(7.0, 9.0), 2),
        new TreeMap<>(Map.of(2, 0.98, 4, 0.91)),
        OptionalDouble.empty(),
        List.of("all else is equal"),
        List.of("Take a walk."));
  }

  @Test
  void saysWhereTheTimeWentAndNoMoreIfThereIsNoMore() {
    ScalingAdvice little =
        new ScalingAdvice(
            advice().profile(), Map.of(), OptionalDouble.empty(), List.of(), List.of());
    assertEquals(
        List.of("time"), SpeedLines.of(little).stream().map(SpeedLines.Line::name).toList());
  }

  @Test
  void callsTheEfficiencyOfALoneWorkersRunTheBestCase() {
    ScalingAdvice alone =
        new ScalingAdvice(
            new TimeProfile(31, 100, 2_000, 0, 0, 0, 0.5, List.of(9.0), 0),
            Map.of(2, 0.98),
            OptionalDouble.empty(),
            List.of(),
            List.of());
    assertEquals(
        "efficiency to expect of 2 workers: at most 98 % (scaling.json says what that assumes)",
        SpeedLines.of(alone).get(1).text());
  }

  @Test
  void printsALineEveryTenSecondsWithinAnEpoch() {
    ConsoleProgress console = started(Terminal.NONE);
    steps(console, 9, 4);
    assertEquals(
        BEGIN
            + "epoch 1/3  step 3/60  loss 0.5000\n"
            + "epoch 1/3  step 6/60  loss 0.5000\n"
            + "epoch 1/3  step 9/60  loss 0.5000\n",
        text.toString());
  }

  @Test
  void redrawsOneLineAtATerminal() {
    ConsoleProgress console = started(new Terminal(OptionalInt.of(100)));
    steps(console, 11, 0.05);
    evaluate(console, 0.4321, true);
    console.note("the disk is nearly full");
    steps(console, 2, 0.05);
    console.endLine();
    String first = "epoch 1/3  step 2/60  loss 0.5000";
    String last =
        "epoch 1/3  step 11/60  loss 0.5000  validation loss 0.4321 accuracy 0.9750 (best)"
            + "  0:02 left";
    assertTrue(text.toString().startsWith(BEGIN + "\r" + first + "\r"), text.toString());
    assertTrue(
        text.toString().contains("\r" + " ".repeat(last.length()) + "\rNote: the disk"),
        text.toString());
    assertTrue(
        text.toString()
            .endsWith(
                "\repoch 1/3  step 13/60  loss 0.5000  validation loss 0.4321 accuracy 0.9750 (best)"
                    + "  0:02 left\n"),
        text.toString());
  }

  @Test
  void writesOverALongerLine() {
    ConsoleProgress console = started(new Terminal(OptionalInt.of(200)));
    steps(console, 2, 0.05);
    Map<String, Double> none = new LinkedHashMap<>();
    console.metric(new Metric.Evaluation(progress, Map.of("loss", 0.25), 1, true));
    console.metric(new Metric.Evaluation(progress, none, 1, false));
    String longer = "epoch 1/3  step 2/60  loss 0.5000  validation loss 0.2500 (best)";
    String shorter = "epoch 1/3  step 2/60  loss 0.5000  validation";
    assertTrue(
        text.toString()
            .endsWith(
                "\r" + longer + "\r" + shorter + " ".repeat(longer.length() - shorter.length())),
        text.toString());
  }

  @Test
  void leavesOutWhatMattersLeastWhereSpaceIsShort() {
    for (int columns = 20; columns < 120; columns++) {
      StringWriter narrow = new StringWriter();
      progress = Progress.start(2_000);
      ConsoleProgress console = console(new Terminal(OptionalInt.of(columns)), narrow);
      console.started(description());
      steps(console, 15, 0.2);
      evaluate(console, 0.4321, true);
      for (String line : narrow.toString().substring(BEGIN.length()).split("\r")) {
        assertTrue(line.length() < columns, columns + ": " + line);
        assertTrue(line.isEmpty() || line.startsWith("epoch 1/3"), line);
      }
    }
  }

  @Test
  void usesNeitherColoursNorCarriageReturnsInPlainOutput() {
    ConsoleProgress console = started(Terminal.NONE);
    steps(console, 60, 1);
    console.finished(result(Status.COMPLETED, 0));
    assertFalse(text.toString().contains("\r"));
    assertFalse(text.toString().contains("\u001b"));
  }

  @Test
  void saysWhereAResumeBegins() {
    progress = new Progress(40, 4_000, 2_000);
    started(Terminal.NONE);
    assertEquals(BEGIN + "Going on after step 40\n", text.toString());
  }

  @Test
  void saysWhatToDoNext() {
    assertEquals(
        List.of(
            "next        lockstep evaluate /runs/a --input DATA",
            "next        lockstep predict /runs/a --input DATA --output FOLDER"),
        advice(Status.COMPLETED, 0));
    assertEquals(
        List.of(
            "next        see the losses in /runs/a/metrics.jsonl; lower optimizer.learning-rate or"
                + " set optimizer.clip-norm"),
        advice(Status.DIVERGED, 76));
    assertEquals(
        List.of("next        lockstep train p.yaml --output /runs/a --resume"),
        advice(Status.FAILED, 75));
    assertEquals(List.of(), advice(Status.FAILED, 65));
  }

  private static List<String> advice(Status status, int exitCode) {
    return Summary.lines(
            result(status, exitCode), Optional.of("/runs/a"), "p.yaml", Optional.empty())
        .stream()
        .filter(line -> line.startsWith("next"))
        .toList();
  }

  private ConsoleProgress started(Terminal terminal) {
    ConsoleProgress console = console(terminal, text);
    console.started(description());
    return console;
  }

  private ConsoleProgress console(Terminal terminal, StringWriter to) {
    return new ConsoleProgress(
        new PrintWriter(to), terminal, clock, "conf/digits.yaml", Sessions.Verbosity.QUIET);
  }

  private RunDescription description() {
    return new RunDescription(
        "digits",
        "/runs/a b",
        "local[2]",
        2,
        "dl4j M2.1",
        582_026,
        new RunLength(Span.epochs(3), 20),
        progress,
        new MemoryPlan(
            List.of(
                new MemoryPlan.Part("Spark", Kind.HEAP, Each.EXECUTOR, Need.FIXED, 64L << 20),
                new MemoryPlan.Part(
                    "gradient", Kind.DIRECT, Each.WORKER, Need.FIXED, (20L << 20) - 1)),
            2),
        ExecutorMemory.local(2L << 30));
  }

  /** Steps whose workers take 25 ms each. */
  private void steps(ConsoleProgress console, int count, double secondsByTheClock) {
    for (int i = 0; i < count; i++) {
      clock.advance(secondsByTheClock);
      progress = progress.advance(100);
      console.metric(
          new Metric.Step(
              progress,
              100,
              0.5,
              0.001,
              1,
              List.of(
                  new Metric.WorkerTimes(0, 0.02, 0.005, 0, 0),
                  new Metric.WorkerTimes(0, 0.01, 0, 0, 0))));
    }
  }

  private void evaluate(ConsoleProgress console, double loss, boolean best) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss);
    values.put("accuracy", 0.975);
    console.metric(new Metric.Evaluation(progress, values, 0.1, best));
  }

  private static RunResult result(Status status, int exitCode) {
    boolean bad = status == Status.FAILED || status == Status.DIVERGED;
    return new RunResult(
        status,
        exitCode,
        OptionalDouble.of(0.125),
        OptionalDouble.of(0.98),
        1_234,
        1.5,
        100,
        62.4,
        4_321,
        2,
        1,
        "dl4j",
        10,
        Optional.empty(),
        0,
        RunMemory.NONE,
        bad ? Optional.of("Cannot go on") : Optional.empty());
  }
}
