package io.lockstep.bench.side;

import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.Side;
import io.lockstep.bench.peer.SparkMlpc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spark's own MultilayerPerceptronClassifier, 784-128-10 until 97 %. Its first run looks for the
 * shortest fit that is enough; the others begin with that length, since the seed is the same.
 */
final class MlpcSide implements Side {
  static final double ACCURACY = 0.97;

  private static final String ITERATIONS = "60,80,100,120,150,200,300,400";

  private final Surroundings around;
  private String iterations = ITERATIONS;

  MlpcSide(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return Peers.MLPC.toString();
  }

  @Override
  public String given() {
    return "MultilayerPerceptronClassifier on local["
        + Work.WORKERS
        + "], L-BFGS, block size 128, data cached in a partition a worker, BLAS in Java's vectors"
        + " (jdk.incubator.vector); the fit alone, with the fewest iterations of "
        + ITERATIONS
        + " that are enough";
  }

  @Override
  public Optional<String> absence() {
    return process().absence();
  }

  @Override
  public Measurement measure(Path folder) throws InterruptedException {
    Measurement measurement = process().measure(folder);
    iterations = from(measurement.notes().get("iterations"));
    return measurement;
  }

  /** What to try when a length is known to be enough: that, and what is longer. */
  static String from(String enough) {
    return ITERATIONS.substring(("," + ITERATIONS).indexOf("," + enough));
  }

  private Side process() {
    return new JvmSide(
        DataSource.MNIST,
        name(),
        given(),
        Quantity.SECONDS,
        SparkMlpc.class,
        List.of(
            "--work",
            "784-128-10",
            "--workers",
            "" + Work.WORKERS,
            "--accuracy",
            "" + ACCURACY,
            "--iterations",
            iterations),
        Nd4jNatives.OF_THE_PRODUCT,
        Map.of("OMP_NUM_THREADS", "1"),
        around);
  }
}
