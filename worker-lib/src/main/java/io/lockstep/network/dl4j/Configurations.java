package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network specification in DL4J's words. Penalties, clipping and updates are ours, so DL4J is
 * told of none.
 */
final class Configurations {
  private Configurations() {}

  static MultiLayerConfiguration of(NetworkSpec spec) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .updater(new NoOp())
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .list();
    for (NetworkSpec.Layer layer : spec.layers()) {
      list.layer(layer(layer, spec));
    }
    return list.setInputType(input(spec.input())).build();
  }

  private static InputType input(Shape shape) {
    return shape.isImage()
        ? InputType.convolutional(shape.height(), shape.width(), shape.channels())
        : InputType.feedForward(shape.elements());
  }

  private static Layer layer(NetworkSpec.Layer layer, NetworkSpec network) {
    LayerSpec spec = layer.spec();
    String name = layer.name();
    if (spec instanceof LayerSpec.Dense dense) {
      return new DenseLayer.Builder()
          .name(name)
          .nIn(layer.input().elements())
          .nOut(dense.units())
          .hasBias(layer.hasBias())
          .activation(activation(dense.activation()))
          .build();
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      return new ConvolutionLayer.Builder(
              of(conv.window().kernel()), of(conv.window().stride()), of(conv.window().padding()))
          .name(name)
          .nIn(layer.input().channels())
          .nOut(conv.filters())
          .hasBias(layer.hasBias())
          .convolutionMode(ConvolutionMode.Truncate)
          .activation(activation(conv.activation()))
          .build();
    } else if (spec instanceof LayerSpec.Pool pool) {
      return new SubsamplingLayer.Builder(
              pooling(pool.pooling()),
              of(pool.window().kernel()),
              of(pool.window().stride()),
              of(pool.window().padding()))
          .name(name)
          .convolutionMode(ConvolutionMode.Truncate)
          .avgPoolIncludePadInDivisor(true)
          .build();
    } else if (spec instanceof LayerSpec.GlobalPool pool) {
      return new GlobalPoolingLayer.Builder(globalPooling(pool.pooling())).name(name).build();
    } else if (spec instanceof LayerSpec.BatchNorm norm) {
      int features = layer.input().isImage() ? layer.input().channels() : layer.input().elements();
      return new BatchNormalization.Builder()
          .name(name)
          .nIn(features)
          .nOut(features)
          .decay(norm.momentum())
          .eps(norm.epsilon())
          .useLogStd(false)
          .build();
    } else if (spec instanceof LayerSpec.Dropout dropout) {
      // DL4J's argument is the probability to keep.
      return new DropoutLayer.Builder(new Dropout(1 - dropout.rate())).name(name).build();
    } else if (spec instanceof LayerSpec.Activate activate) {
      return new ActivationLayer.Builder()
          .name(name)
          .activation(activation(activate.activation()))
          .build();
    }
    boolean classes = network.loss() == LayerSpec.Loss.CROSS_ENTROPY;
    return new OutputLayer.Builder(classes ? LossFunction.MCXENT : LossFunction.MSE)
        .name(name)
        .nIn(layer.input().elements())
        .nOut(network.outputs())
        .activation(classes ? Activation.SOFTMAX : Activation.IDENTITY)
        .build();
  }

  private static int[] of(Size2d size) {
    return new int[] {size.height(), size.width()};
  }

  private static SubsamplingLayer.PoolingType pooling(LayerSpec.Pooling pooling) {
    return pooling == LayerSpec.Pooling.MAX
        ? SubsamplingLayer.PoolingType.MAX
        : SubsamplingLayer.PoolingType.AVG;
  }

  private static PoolingType globalPooling(LayerSpec.Pooling pooling) {
    return pooling == LayerSpec.Pooling.MAX ? PoolingType.MAX : PoolingType.AVG;
  }

  private static Activation activation(LayerSpec.Activation activation) {
    return switch (activation) {
      case IDENTITY -> Activation.IDENTITY;
      case RELU -> Activation.RELU;
      case LEAKY_RELU -> Activation.LEAKYRELU;
      case ELU -> Activation.ELU;
      case SELU -> Activation.SELU;
      case GELU -> Activation.GELU;
      case SIGMOID -> Activation.SIGMOID;
      case TANH -> Activation.TANH;
      case SOFTPLUS -> Activation.SOFTPLUS;
    };
  }
}
