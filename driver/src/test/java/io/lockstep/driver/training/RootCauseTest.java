package io.lockstep.driver.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class RootCauseTest {
  private static final LockstepException BAD_ROW =
      new LockstepException(ExitCode.DATA, "Cannot read a.csv, line 3: 4 cells, not 5");

  @Test
  void letsOurOwnExceptionSpeakThroughAnyWrapping() {
    Throwable wrapped =
        new ExecutionException(
            new InvocationTargetException(
                new SparkException(
                    "Job aborted due to stage failure: ...", new CompletionException(BAD_ROW))));
    assertEquals(
        new RootCause(ExitCode.DATA, "Cannot read a.csv, line 3: 4 cells, not 5"),
        RootCause.of(wrapped));
  }

  @Test
  void prefersTheOutermostOfOurOwn() {
    Throwable failure =
        new RuntimeException(
            new LockstepException(
                ExitCode.TEMPORARY, "Cannot go on: an executor was lost", BAD_ROW));
    assertEquals(
        new RootCause(ExitCode.TEMPORARY, "Cannot go on: an executor was lost"),
        RootCause.of(failure));
  }

  @Test
  void takesTheDeepestCauseOfAnythingElse() {
    Throwable failure =
        new ExecutionException(new IllegalStateException("outer", new IOException("disk full")));
    assertEquals(
        new RootCause(ExitCode.INTERNAL, "Cannot go on: IOException: disk full"),
        RootCause.of(failure));
  }

  @Test
  void findsTheCauseInSparksText() {
    String report =
        """
        Job aborted due to stage failure: Task 1 in stage 2.0 failed 4 times, most recent failure: Lost task 1.3 in stage 2.0 (TID 7) (10.0.0.2 executor 1): java.lang.RuntimeException: while reading
        \tat org.x.Reader.read(Reader.java:12)
        \tat org.apache.spark.rdd.RDD.iterator(RDD.scala:331)
        Caused by: java.io.UncheckedIOException: java.io.EOFException: short
        \tat org.x.Inner.read(Inner.java:1)
        \t... 12 more
        Caused by: java.io.EOFException: short
        \t... 14 more

        Driver stacktrace:""";
    assertEquals(
        new RootCause(ExitCode.INTERNAL, "Cannot go on: EOFException: short"),
        RootCause.of(new SparkException(report)));
  }

  @Test
  void findsOurOwnExceptionInSparksText() {
    String report =
        """
        Job aborted due to stage failure: Task 0 in stage 0.0 failed 1 times, most recent failure: Lost task 0.0 in stage 0.0 (TID 0) (localhost executor driver): java.lang.RuntimeException: x
        \tat org.x.Reader.read(Reader.java:12)
        Caused by: io.lockstep.checks.LockstepException: Cannot read a.csv, line 3: 4 cells, not 5
        \tat io.lockstep.driver.source.CsvReader.read(CsvReader.java:1)
        Caused by: java.lang.NumberFormatException: For input string: "a"
        \t... 3 more

        Driver stacktrace:""";
    assertEquals(
        "Cannot read a.csv, line 3: 4 cells, not 5",
        RootCause.of(new SparkException(report)).message());
  }

  @Test
  void readsAReportWithoutAStackTrace() {
    String report =
        "Job aborted due to stage failure: Task 0 in stage 0.0 failed 1 times, most recent failure:"
            + " Lost task 0.0 in stage 0.0 (TID 0) (h executor 1): ExecutorLostFailure (executor 1"
            + " exited caused by one of the running tasks) Reason: Command exited with code 137\n"
            + "Driver stacktrace:";
    RootCause cause = RootCause.of(new SparkException(report));
    assertEquals(ExitCode.TEMPORARY, cause.exitCode());
    assertEquals(
        "Cannot go on: ExecutorLostFailure (executor 1 exited caused by one of the running tasks)"
            + " Reason: Command exited with code 137",
        cause.message());
  }

  @Test
  void knowsWhatSparkSaysOfMasters() {
    assertEquals(
        new RootCause(
            ExitCode.USAGE, "Cannot go on: SparkException: Could not parse Master URL: 'lokal'"),
        RootCause.of(new SparkException("Could not parse Master URL: 'lokal'")));
    assertEquals(
        ExitCode.RESOURCES,
        RootCause.of(new SparkException("All masters are unresponsive! Giving up.")).exitCode());
  }

  @Test
  void saysWhatToDoAboutMemory() {
    assertEquals(
        new RootCause(
            ExitCode.RESOURCES,
            "Cannot go on: OutOfMemoryError: Java heap space. More memory: --conf"
                + " spark.driver.memory (given to spark-submit), spark.executor.memory and"
                + " spark.executor.memoryOverhead."),
        RootCause.of(new SparkException("x", new OutOfMemoryError("Java heap space"))));
  }

  @Test
  void survivesCyclesAndSilence() {
    Exception first = new Exception("first");
    first.initCause(new Exception("second", first));
    assertEquals("Cannot go on: Exception: second", RootCause.of(first).message());
    assertEquals(
        "Cannot go on: NullPointerException", RootCause.of(new NullPointerException()).message());
  }

  @Test
  void masksSecrets() {
    assertEquals(
        "Cannot open s3a://***@bucket/a with fs.s3a.secret.key=***",
        RootCause.of(
                new LockstepException(
                    ExitCode.DATA, "Cannot open s3a://k:w@bucket/a with fs.s3a.secret.key=w"))
            .message());
  }

  @Test
  void endsAReportWithItsTitleAndFirstItem() {
    assertEquals(
        "Cannot use plan a.yaml (2 problems): a.yaml:1: one",
        new RootCause(
                ExitCode.USAGE,
                "Cannot use plan a.yaml (2 problems):\na.yaml:1: one\na.yaml:2: two")
            .lastLine());
    assertEquals("Cannot a", new RootCause(ExitCode.USAGE, "Cannot a\nmore").lastLine());
  }
}
