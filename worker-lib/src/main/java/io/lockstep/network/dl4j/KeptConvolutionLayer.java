package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.NetworkSpec;
import java.util.Optional;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution by DL4J and oneDNN. DL4J's computes itself twice, since the activation overwrites
 * what the backward pass needs; this one keeps it. As first layer it leaves out the input's
 * gradient.
 */
final class KeptConvolutionLayer extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  private final transient Optional<ConvolutionGradient> first;
  private transient INDArray preActivation;

  /** Takes the place of {@code plain}, over the same parameters. */
  KeptConvolutionLayer(ConvolutionLayer plain, NetworkSpec.Layer layer, Conv2d conv) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.first =
        getIndex() == 0 ? Optional.of(new ConvolutionGradient(layer, conv)) : Optional.empty();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    IActivation activation = layerConf().getActivationFn();
    INDArray z = preOutput(training, false, workspaces).getFirst();
    if (training) {
      preActivation = PreActivation.keep(z, activation, workspaces);
    }
    return activation.getActivation(z, training);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (first.isEmpty()) {
      return super.backpropGradient(epsilon, workspaces);
    }
    IActivation activation = layerConf().getActivationFn();
    INDArray delta = activation.backprop(preActivation, epsilon).getFirst();
    first.get().write(input, Memory.rowMajor(delta), gradientViews);
    return new Pair<>(new DefaultGradient(), null);
  }

  @Override
  protected Pair<INDArray, INDArray> preOutput4d(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
    return forBackprop && helper != null
        ? new Pair<>(preActivation, null)
        : super.preOutput4d(training, forBackprop, workspaces);
  }
}
