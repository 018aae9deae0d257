package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.check;

import io.lockstep.augmentation.Views;
import io.lockstep.data.Batch;
import io.lockstep.network.BatchStatistics;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;

/**
 * A network whose predictions are the mean of those of several views of each picture: test-time
 * augmentation. Closes the network that it is made of.
 */
public final class AveragedViews implements Network {
  private final Network network;
  private final Views views;
  private final Batch viewed;
  private final FlatVector outputs;
  private final float[] pixels;

  /**
   * @param maxRows the largest batch that will come
   */
  public AveragedViews(Network network, Views views, int maxRows) {
    NetworkSpec spec = network.spec();
    int width = spec.input().elements();
    check(
        width == views.size().elements(), "views", "of pictures " + width + " wide", views.size());
    this.network = network;
    this.views = views;
    this.viewed = new Batch(maxRows, width, spec.outputs());
    this.outputs = FlatVector.allocate(Math.multiplyExact(maxRows, spec.outputs()));
    this.pixels = new float[width];
  }

  @Override
  public void predict(Batch batch, FlatVector mean) {
    int length = batch.rows() * spec().outputs();
    viewed.rows(batch.rows());
    for (int view = 0; view < views.count(); view++) {
      show(batch, view);
      network.predict(viewed, outputs);
      for (int i = 0; i < length; i++) {
        float before = view == 0 ? 0 : mean.get(i);
        mean.set(i, before + outputs.get(i) / views.count());
      }
    }
  }

  private void show(Batch batch, int view) {
    for (int row = 0; row < batch.rows(); row++) {
      batch.features().floats().get(row * pixels.length, pixels);
      views.apply(view, pixels);
      viewed.features().floats().put(row * pixels.length, pixels);
    }
  }

  @Override
  public NetworkSpec spec() {
    return network.spec();
  }

  @Override
  public FlatVector parameters() {
    return network.parameters();
  }

  @Override
  public FlatVector gradient() {
    return network.gradient();
  }

  /** Of the pictures as they are. */
  @Override
  public double forwardBackward(Batch batch, Progress now) {
    return network.forwardBackward(batch, now);
  }

  @Override
  public BatchStatistics batchStatistics() {
    return network.batchStatistics();
  }

  @Override
  public void close() {
    network.close();
  }
}
