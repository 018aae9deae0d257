package io.lockstep.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.collective.Collective;
import io.lockstep.collective.CollectiveException;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Waiting;
import io.lockstep.metrics.Metric;
import io.lockstep.plan.Deadlines;
import io.lockstep.progress.Progress;
import io.lockstep.worker.WorkerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Barrier stages on a real local Spark. */
class GenerationTest {
  private static final Deadlines DEADLINES =
      new Deadlines(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  private static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("GenerationTest")
                .set("spark.ui.enabled", "false")
                .set("spark.plugins", LockstepPlugin.class.getName()));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private static JavaRDD<Integer> partitions() {
    return spark.parallelize(List.of(0, 1), 2);
  }

  private static Generation generation(String nonce, Deadlines deadlines) {
    return new Generation(spark.sc(), nonce, 2, deadlines, System::nanoTime);
  }

  /** What a worker of these tests does with its group and its line to the driver. */
  private interface Part extends java.io.Serializable {
    WorkerReport run(Collective group, WorkerLink link) throws Exception;
  }

  private static BarrierRdd.Body<Integer> body(String nonce, Part part) {
    return partition -> {
      BarrierTaskContext task = BarrierTaskContext.get();
      int rank = task.partitionId();
      try (WorkerLink link =
              new WorkerLink(nonce, rank, 2, Duration.ofSeconds(30), task::isInterrupted);
          Collective group =
              InProcessGroup.join(
                  nonce, rank, 2, new Waiting(Duration.ofSeconds(30), link::stopped))) {
        link.started("here", "none", List.of());
        try {
          link.finished(part.run(group, link));
        } catch (Exception e) {
          group.abort(e.getMessage());
          link.failed("here", e);
          throw e;
        }
      }
    };
  }

  private static WorkerReport report(long step) {
    return new WorkerReport(
        WorkerReport.Outcome.COMPLETED, new Progress(step, step, 10), 1, 1, "sha");
  }

  /** Our threads that do not end: a killed task may still be closing its link for a moment. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(GenerationTest::isOurs)
        .filter(thread -> !ends(thread))
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }

  private static boolean isOurs(Thread thread) {
    return thread.getName().startsWith("lockstep-link")
        || thread.getName().startsWith("lockstep-job");
  }

  private static boolean ends(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  @Test
  void reportsAndMetricsComeToTheDriverInOrder() {
    List<Metric> heard = new ArrayList<>();
    List<String> places = new ArrayList<>();
    Trained trained =
        generation("good", DEADLINES)
            .run(
                partitions(),
                body(
                    "good",
                    (group, link) -> {
                      group.exchange(new Rows(2, 1));
                      if (group.rank() == 0) {
                        for (int i = 0; i < 50; i++) {
                          link.happened(new Metric.Checkpoint(new Progress(i, i, 100), "c" + i, 0));
                        }
                      }
                      group.exchange(new Rows(2, 1));
                      return report(7);
                    }),
                () -> DriverWord.CONTINUE,
                heard::add,
                places::add);
    assertEquals(report(7), trained.report());
    assertTrue(trained.memory().heapBytes() > 0, trained.toString());
    assertEquals(List.of("Workers: 0 on here, 1 on here"), places);
    assertEquals(50, heard.size());
    for (int i = 0; i < 50; i++) {
      assertEquals("c" + i, ((Metric.Checkpoint) heard.get(i)).name());
    }
    assertEquals(Set.of(), threads());
  }

  @Test
  void aWorkerThatThrowsEndsAllOthersAndIsNamedAsTheCause() {
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () ->
                generation("bad", DEADLINES)
                    .run(
                        partitions(),
                        body(
                            "bad",
                            (group, link) -> {
                              if (group.rank() == 1) {
                                throw new LockstepException(
                                    ExitCode.DATA, "Cannot read part 7: disk on fire");
                              }
                              group.exchange(new Rows(2, 1));
                              return report(1);
                            }),
                        () -> DriverWord.CONTINUE,
                        metric -> {},
                        place -> {}));
    assertEquals(ExitCode.DATA, failure.exitCode());
    assertEquals(
        "Cannot go on: worker 1 on here failed: Cannot read part 7: disk on fire",
        failure.getMessage());
    assertEquals(Set.of(), threads(), "threads are left behind");
    assertEquals(0, spark.sc().statusTracker().getActiveStageIds().length);
    // The slots are free again.
    reportsAndMetricsComeToTheDriverInOrder();
  }

  @Test
  void theDriversWordReachesTheWorkers() {
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () ->
                generation("abandoned", DEADLINES)
                    .run(
                        partitions(),
                        body(
                            "abandoned",
                            (group, link) -> {
                              if (group.rank() == 0) {
                                group.exchange(new Rows(2, 1));
                              }
                              while (!link.stopped()) {
                                Thread.onSpinWait();
                              }
                              throw new CollectiveException(
                                  CollectiveException.Kind.INTERRUPTED, "told to stop");
                            }),
                        () -> DriverWord.ABANDON,
                        metric -> {},
                        place -> {}));
    assertTrue(failure.getMessage().startsWith("Cannot go on: "), failure.getMessage());
    assertEquals(Set.of(), threads());
  }

  @Test
  void workersThatDoNotBeginAreNamedAtTheDeadline() {
    Deadlines hasty =
        new Deadlines(
            Duration.ofMillis(1500),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () ->
                generation("late", hasty)
                    .run(
                        partitions(),
                        partition -> {
                          while (!BarrierTaskContext.get().isInterrupted()) {
                            Thread.onSpinWait();
                          }
                        },
                        () -> DriverWord.CONTINUE,
                        metric -> {},
                        place -> {}));
    assertEquals(ExitCode.RESOURCES, failure.exitCode());
    assertTrue(
        failure
            .getMessage()
            .startsWith("Cannot start: workers 0, 1 of 2 have not begun within 1 s"),
        failure.getMessage());
  }
}
