package io.lockstep.bench.side;

import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.Side;
import io.lockstep.bench.peer.Dl4jFit;
import io.lockstep.bench.peer.Dl4jSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Deeplearning4j as its own users run it, on its own natives or on better ones. */
final class Dl4jSides {
  private static final Map<String, String> ONE_THREAD = Map.of("OMP_NUM_THREADS", "1");

  /**
   * Far slower than the others, so fewer steps do; a multiple of the longest distance of averages.
   */
  private static final int SPARK_STEPS = 20;

  private static final int FIT_STEPS = 50;

  private Dl4jSides() {}

  /** Its Spark master that averages parameters. */
  static Side spark(Work work, String name, int every, Nd4jNatives natives, Surroundings around) {
    List<String> arguments = arguments(work, around, SPARK_STEPS, Work.BATCH_PER_WORKER);
    arguments.addAll(List.of("--workers", "" + Work.WORKERS, "--every", "" + every));
    arguments.addAll(List.of("--folder", JvmSide.FOLDER));
    return side(
        work,
        name,
        "ParameterAveragingTrainingMaster (dl4j-spark 1.0.0-M2) on local["
            + Work.WORKERS
            + "], averaging every "
            + every
            + (every == 1 ? " step" : " steps")
            + ", one thread a worker, 2 batches prefetched, batches exported to files beforehand; "
            + natives.given(),
        Dl4jSpark.class,
        arguments,
        natives,
        ONE_THREAD,
        around);
  }

  /** One worker's share of the work in one process. */
  static Side fit(Work work, String name, Nd4jNatives natives, Surroundings around) {
    return side(
        work,
        name,
        "MultiLayerNetwork.fit, one process, one thread, "
            + Work.BATCH_PER_WORKER
            + " examples a step; "
            + natives.given(),
        Dl4jFit.class,
        arguments(work, around, FIT_STEPS, Work.BATCH_PER_WORKER),
        natives,
        ONE_THREAD,
        around);
  }

  /** All of the work in one process. */
  static Side fitWithAllThreads(Work work, String name, Nd4jNatives natives, Surroundings around) {
    int batch = Work.WORKERS * Work.BATCH_PER_WORKER;
    return side(
        work,
        name,
        "MultiLayerNetwork.fit, one process, as many threads as ND4J takes by itself, "
            + batch
            + " examples a step; "
            + natives.given(),
        Dl4jFit.class,
        arguments(work, around, FIT_STEPS, batch),
        natives,
        Map.of("OMP_NUM_THREADS", "" + Runtime.getRuntime().availableProcessors()),
        around);
  }

  private static List<String> arguments(Work work, Surroundings around, int steps, int batch) {
    return new ArrayList<>(
        List.of(
            "--work", work.toString(),
            "--batch", "" + batch,
            "--warm-up", "" + Work.WARM_UP_STEPS,
            "--steps", "" + around.steps().orElse(steps)));
  }

  private static Side side(
      Work work,
      String name,
      String given,
      Class<?> program,
      List<String> arguments,
      Nd4jNatives natives,
      Map<String, String> environment,
      Surroundings around) {
    return new JvmSide(
        work.data(),
        name,
        given,
        Quantity.EXAMPLES_PER_SECOND,
        program,
        arguments,
        natives,
        environment,
        around);
  }
}
