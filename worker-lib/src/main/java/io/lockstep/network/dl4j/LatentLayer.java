package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Latent;
import io.lockstep.parameters.FlatVector;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The code of a variational autoencoder ({@link Latent}): h = x Wᵀ + b is [rows, 2 size], the means
 * mu and then the log-variances v. In training {@code z = mu + exp(v/2) eps}, with eps from the
 * batch; else z = mu. The divergence D adds to the loss of each example times its weight w:
 *
 * <pre>
 * dL/dmu = dL/dz + w beta mu
 * dL/dv  = dL/dz eps exp(v/2) / 2 + w beta (exp(v) - 1) / 2
 * </pre>
 */
final class LatentLayer extends DenseLayer {
  private static final long serialVersionUID = 1L;

  private final int size;
  private final double beta;
  private final transient Linear linear;
  private transient INDArray code;
  private transient FlatVector noise = FlatVector.allocate(0);
  private transient FlatVector weights = FlatVector.allocate(0);
  private double divergence;

  /** Takes the place of {@code plain}, over the same parameters. */
  LatentLayer(DenseLayer plain, Latent latent) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.size = latent.size();
    this.beta = latent.beta();
    this.linear = new Linear(plain.paramTable());
  }

  /**
   * Of the next batch.
   *
   * @param ofRows eps, rows x size
   * @param ofExamples what each counts in the loss; empty: all alike
   */
  void batch(FlatVector ofRows, FlatVector ofExamples) {
    this.noise = ofRows;
    this.weights = ofExamples;
  }

  /** What the code of the last batch adds to the loss; weighted after training alone. */
  double divergence() {
    return divergence;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    code = linear.forward(Memory.rowMajor(input), workspaces, ArrayType.ACTIVATIONS);
    int rows = (int) code.size(0);
    INDArray z = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, rows, size);
    FloatBuffer h = Memory.floats(code);
    FloatBuffer to = Memory.floats(z);
    divergence = 0;
    for (int row = 0; row < rows; row++) {
      double weight = training ? weight(row) : 1;
      for (int i = 0; i < size; i++) {
        double mean = h.get(2 * row * size + i);
        double logVariance = h.get((2 * row + 1) * size + i);
        double variance = Math.exp(logVariance);
        divergence += weight * beta * (mean * mean + variance - 1 - logVariance) / 2;
        double drawn = training ? Math.sqrt(variance) * noise.get(row * size + i) : 0;
        to.put(row * size + i, (float) (mean + drawn));
      }
    }
    return z;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    int rows = (int) code.size(0);
    INDArray delta =
        workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, DataType.FLOAT, rows, 2 * size);
    FloatBuffer above = Memory.floats(Memory.rowMajor(epsilon));
    FloatBuffer h = Memory.floats(code);
    FloatBuffer to = Memory.floats(delta);
    for (int row = 0; row < rows; row++) {
      double scale = weight(row) * beta;
      for (int i = 0; i < size; i++) {
        double down = above.get(row * size + i);
        int mean = 2 * row * size + i;
        double variance = Math.exp(h.get(mean + size));
        double drawn = down * noise.get(row * size + i) * Math.sqrt(variance);
        to.put(mean, (float) (down + scale * h.get(mean)));
        to.put(mean + size, (float) ((drawn + scale * (variance - 1)) / 2));
      }
    }
    linear.gradients(Memory.rowMajor(input), delta, gradientViews);
    INDArray down = getIndex() == 0 ? null : linear.inputGradient(delta, workspaces);
    return new Pair<>(new DefaultGradient(), down);
  }

  private double weight(int row) {
    return weights.length() == 0 ? 1 : weights.get(row);
  }
}
