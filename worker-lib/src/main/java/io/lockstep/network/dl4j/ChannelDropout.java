package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Spatial dropout (Tompson et al. 2015, arXiv 1411.4280, section 3.2): each feature map of an
 * example is zeroed as a whole with a probability, the others divided by what is left of it. DL4J's
 * own broadcasts its mask by ND4J, in which a JVM has crashed.
 */
final class ChannelDropout implements IDropout {
  private static final long serialVersionUID = 1L;

  private final double rate;
  private transient float[] factors = {};

  ChannelDropout(double rate) {
    this.rate = rate;
  }

  @Override
  public INDArray applyDropout(
      INDArray in, INDArray out, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    int maps = (int) (in.size(0) * in.size(1));
    if (factors.length < maps) {
      factors = new float[maps];
    }
    Random random = Nd4j.getRandom();
    for (int i = 0; i < maps; i++) {
      factors[i] = random.nextDouble() < rate ? 0f : (float) (1 / (1 - rate));
    }
    return multiply(in, out);
  }

  @Override
  public INDArray backprop(INDArray above, INDArray below, int iteration, int epoch) {
    return multiply(above, below);
  }

  private INDArray multiply(INDArray from, INDArray to) {
    INDArray source = Memory.rowMajor(from);
    INDArray target = Memory.rowMajor(to);
    FloatBuffer x = Memory.floats(source);
    FloatBuffer y = Memory.floats(target);
    int positions = (int) (from.size(2) * from.size(3));
    for (int at = 0; at < x.capacity(); at += positions) {
      float factor = factors[at / positions];
      for (int i = at; i < at + positions; i++) {
        y.put(i, factor * x.get(i));
      }
    }
    if (target != to) {
      to.assign(target);
    }
    return to;
  }

  @Override
  public void clear() {
    // The factors of the next step replace these.
  }

  @Override
  public IDropout clone() {
    return new ChannelDropout(rate);
  }
}
