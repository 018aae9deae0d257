package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense layer by {@link Linear}. DL4J's multiplies twice, since the activation overwrites what
 * the backward pass needs; this one keeps it. As first layer it leaves out the input's gradient.
 */
final class BlasDenseLayer extends DenseLayer {
  private static final long serialVersionUID = 1L;

  private final transient Linear linear;
  private transient INDArray preActivation;

  /** Takes the place of {@code plain}, over the same parameters. */
  BlasDenseLayer(DenseLayer plain) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.linear = new Linear(plain.paramTable());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    IActivation activation = layerConf().getActivationFn();
    INDArray z = linear.forward(Memory.rowMajor(input), workspaces, ArrayType.ACTIVATIONS);
    if (training) {
      preActivation = PreActivation.keep(z, activation, workspaces);
    }
    return activation.getActivation(z, training);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    IActivation activation = layerConf().getActivationFn();
    INDArray delta = Memory.rowMajor(activation.backprop(preActivation, epsilon).getFirst());
    linear.gradients(Memory.rowMajor(input), delta, gradientViews);
    INDArray down = getIndex() == 0 ? null : linear.inputGradient(delta, workspaces);
    return new Pair<>(new DefaultGradient(), down);
  }
}
