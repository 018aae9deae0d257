package io.lockstep.evaluation;

import io.lockstep.data.Batch;
import io.lockstep.network.BatchStatistics;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A network for tests whose outputs are its inputs. */
record EchoingNetwork(NetworkSpec spec) implements Network {
  static EchoingNetwork of(Loss loss, int width) {
    return new EchoingNetwork(spec(loss, width));
  }

  static NetworkSpec spec(Loss loss, int width) {
    LayerSpec output =
        new LayerSpec.Output(OptionalInt.empty(), Optional.of(loss), LayerSpec.Initialization.HE);
    return NetworkSpec.infer(new ModelSpec(List.of(output)), Shape.flat(width), width, loss);
  }

  /** A batch of these rows and targets. */
  static Batch batch(float[][] rows, float[][] targets) {
    Batch batch = new Batch(Math.max(1, rows.length), width(rows), width(targets));
    batch.rows(rows.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        batch.features().set(i * rows[i].length + j, rows[i][j]);
      }
      for (int j = 0; j < targets[i].length; j++) {
        batch.targets().set(i * targets[i].length + j, targets[i][j]);
      }
    }
    return batch;
  }

  private static int width(float[][] rows) {
    return rows.length == 0 ? 1 : rows[0].length;
  }

  @Override
  public void predict(Batch batch, FlatVector outputs) {
    outputs.copyFrom(batch.features(), Slice.all(batch.rows() * batch.width()));
  }

  @Override
  public FlatVector parameters() {
    throw new UnsupportedOperationException("not part of an evaluation");
  }

  @Override
  public FlatVector gradient() {
    throw new UnsupportedOperationException("not part of an evaluation");
  }

  @Override
  public double forwardBackward(Batch batch, Progress now) {
    throw new UnsupportedOperationException("not part of an evaluation");
  }

  @Override
  public BatchStatistics batchStatistics() {
    throw new UnsupportedOperationException("not part of an evaluation");
  }

  @Override
  public void close() {}
}
