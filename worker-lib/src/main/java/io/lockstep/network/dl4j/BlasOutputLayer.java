package io.lockstep.network.dl4j;

import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;

import io.lockstep.network.Loss;
import io.lockstep.parameters.FlatVector;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The output layer by {@link Linear} and {@link OutputLoss}, once a step: DL4J's multiplies three
 * times and reports a cross entropy that is clipped at 23.
 */
final class BlasOutputLayer extends OutputLayer {
  private static final long serialVersionUID = 1L;

  private final transient OutputLoss loss;
  private final int steps;
  private final transient Linear linear;
  private transient FlatVector weights = FlatVector.allocate(0);
  private double lossSum;

  /**
   * Takes the place of {@code plain}, over the same parameters.
   *
   * @param steps rows of an example, whose loss is the mean over them
   */
  BlasOutputLayer(OutputLayer plain, Loss loss, int steps) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.loss = OutputLoss.of(loss);
    this.steps = steps;
    this.linear = new Linear(plain.paramTable());
  }

  /** What each example of the next batch counts in the loss; empty: all alike. */
  void weights(FlatVector ofExamples) {
    this.weights = ofExamples;
  }

  /** Sum over the examples of the last backward pass. */
  double lossSum() {
    return lossSum;
  }

  @Override
  protected INDArray preOutput(boolean training, LayerWorkspaceMgr workspaces) {
    return linear.forward(Memory.rowMajor(input), workspaces, ArrayType.ACTIVATIONS);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray x = Memory.rowMajor(input);
    INDArray delta = linear.forward(x, workspaces, ArrayType.BP_WORKING_MEM);
    lossSum = loss(Memory.floats(delta), (int) delta.size(0), (int) delta.size(1));
    if (steps > 1) {
      lossSum /= steps;
      cblas_sscal((int) delta.length(), 1f / steps, Memory.pointer(delta), 1);
    }
    linear.gradients(x, delta, gradientViews);
    INDArray down = getIndex() == 0 ? null : linear.inputGradient(delta, workspaces);
    return new Pair<>(new DefaultGradient(), down);
  }

  private double loss(FloatBuffer delta, int rows, int width) {
    FloatBuffer targets = Memory.floats(labels);
    return weights.length() == 0
        ? loss.sumAndGradient(delta, targets, rows, width)
        : loss.sumAndGradient(delta, targets, weights.floats(), steps, rows, width);
  }

  @Override
  public double computeScore(double penalty, boolean training, LayerWorkspaceMgr workspaces) {
    return lossSum / getInputMiniBatchSize() + penalty;
  }
}
