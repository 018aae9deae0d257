package io.lockstep.network.dl4j;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.Batch;
import io.lockstep.network.BatchStatistics;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's own network on a backend whose memory is not the host's (CUDA): parameters and examples
 * are copied there before each call and gradients back after it.
 */
final class CopyingNetwork implements Network {
  private final NetworkSpec spec;
  private final FlatVector parameters;
  private final FlatVector gradient;
  private final Seed seed;
  private final Dl4jModel network;

  CopyingNetwork(NetworkSpec spec, FlatVector parameters, FlatVector gradient, Seed seed) {
    this.spec = spec;
    this.parameters = parameters;
    this.gradient = gradient;
    this.seed = seed;
    PlainLayers.problem(spec)
        .or(() -> PlainLayers.exchangeProblem(spec))
        .or(() -> PlainLoss.problem(spec))
        .ifPresent(
            why -> {
              throw new LockstepException(
                  ExitCode.USAGE, "Cannot train on this backend of ND4J: " + why + ".");
            });
    check(
        spec.layers().stream()
            .noneMatch(
                layer ->
                    layer.spec() instanceof LayerSpec.BatchNorm
                        && spec.frozen().contains(layer.name())),
        "frozen layers",
        "without batch-norm on this backend, which would use the batch's statistics",
        spec.frozen());
    this.network = Dl4jModel.plain(spec);
    network.dl4j().init();
    network.initializeGradient();
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public FlatVector parameters() {
    return parameters;
  }

  @Override
  public FlatVector gradient() {
    return gradient;
  }

  @Override
  public double forwardBackward(Batch batch, Progress now) {
    int rows = batch.rows();
    if (rows == 0) {
      gradient.fill(0);
      return 0;
    }
    check(!batch.isWeighted(), "batch", "unweighted on this backend of ND4J", "weights");
    copyParameters();
    Nd4j.getRandom().setSeed(Dl4jNetwork.dropoutSeed(seed, now));
    network.forwardBackward(features(batch), targets(batch));
    gradient.copyFrom(network.dl4j().getGradientsViewArray().dup().data().asFloat());
    for (Slice part :
        spec.layout().parts(Slice.all(gradient.length()), Set.of(Piece.Kind.STATISTIC))) {
      gradient.scale(rows, part);
    }
    return toMeanOverSteps(network.dl4j().score() * rows);
  }

  /** DL4J sums over the steps of a sequence. */
  private double toMeanOverSteps(double sum) {
    if (spec.steps() > 1) {
      gradient.scale(1f / spec.steps(), Slice.all(gradient.length()));
    }
    return sum / spec.steps();
  }

  private INDArray targets(Batch batch) {
    return spec.output().isSequence()
        ? copy(batch.targets(), batch.rows(), spec.steps(), spec.outputsOfStep())
        : copy(batch.targets(), batch.rows(), spec.outputs());
  }

  @Override
  public void predict(Batch batch, FlatVector outputs) {
    if (batch.rows() > 0) {
      copyParameters();
      float[] values = network.predict(features(batch)).dup('c').data().asFloat();
      outputs.floats().put(0, values);
    }
  }

  @Override
  public BatchStatistics batchStatistics() {
    throw new LockstepException(
        ExitCode.USAGE,
        "Cannot measure statistics of batch-norm on this backend of ND4J, as swa needs them: take"
            + " ema, or no batch-norm.");
  }

  @Override
  public void close() {
    network.dl4j().close();
  }

  private void copyParameters() {
    network.dl4j().params().assign(copy(parameters, 1, parameters.length()));
  }

  private INDArray features(Batch batch) {
    Shape shape = spec.input();
    if (shape.isSequence()) {
      return copy(batch.features(), batch.rows(), shape.time(), shape.features());
    }
    return shape.isImage()
        ? copy(batch.features(), batch.rows(), shape.channels(), shape.height(), shape.width())
        : copy(batch.features(), batch.rows(), shape.elements());
  }

  /** The first elements of a vector in a row-major shape. */
  private static INDArray copy(FlatVector vector, int... shape) {
    int length = 1;
    for (int size : shape) {
      length *= size;
    }
    return Nd4j.create(vector.toArray(Slice.all(length)), shape, 'c');
  }
}
