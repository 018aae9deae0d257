package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.NetworkSpec;
import java.util.Optional;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution by {@link OneDnnConvolution}. DL4J's computes itself twice, since the activation
 * overwrites what the backward pass needs; this one keeps it. As first layer it leaves out the
 * input's gradient.
 */
final class OneDnnConvolutionLayer extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  /** What the layer after a convolution takes over, or expects. */
  enum Follower {
    /** Max pooling of ours: it reads channels last, and does the ReLU on what is left. */
    MAX_POOL,
    OTHER
  }

  private final transient NetworkSpec.Layer layer;
  private final transient OneDnnConvolution convolution;
  private final transient Optional<ConvolutionGradient> first;
  private final transient Follower follower;
  private final transient IActivation activation;
  private transient INDArray preActivation;

  /** Takes the place of {@code plain}, over the same parameters. */
  OneDnnConvolutionLayer(ConvolutionLayer plain, NetworkSpec.Layer layer, Follower follower) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    Conv2d conv = (Conv2d) layer.spec();
    this.layer = layer;
    this.convolution = new OneDnnConvolution(conv);
    this.first =
        getIndex() == 0 ? Optional.of(new ConvolutionGradient(layer, conv)) : Optional.empty();
    this.follower = follower;
    this.activation =
        follower == Follower.MAX_POOL ? new ActivationIdentity() : layerConf().getActivationFn();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    long rows = input.size(0);
    INDArray z =
        follower == Follower.MAX_POOL
            ? ChannelsLast.create(ArrayType.ACTIVATIONS, layer.output(), rows, workspaces)
            : workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                DataType.FLOAT,
                rows,
                layer.output().channels(),
                layer.output().height(),
                layer.output().width());
    convolution.forward(input, params, z);
    if (training) {
      preActivation = PreActivation.keep(z, activation, workspaces);
    }
    return activation.getActivation(z, training);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray delta = activation.backprop(preActivation, epsilon).getFirst();
    if (first.isPresent()) {
      first.get().write(input, delta, gradientViews);
      return new Pair<>(new DefaultGradient(), null);
    }
    INDArray down =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape());
    convolution.backward(input, params, delta, down, gradientViews);
    return new Pair<>(new DefaultGradient(), down);
  }
}
