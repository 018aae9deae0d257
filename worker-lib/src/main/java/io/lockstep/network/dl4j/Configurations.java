package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network specification in DL4J's words. Penalties, clipping and updates are ours, so DL4J is
 * told of none; its updater stays at DL4J's default.
 */
final class Configurations {
  /** What a sequence is to the layers. */
  private enum Sequences {
    /** [examples, time, features], as DL4J has it. */
    ARRAYS,
    /** Examples x time rows: all layers but the recurrent ones are the same as without time. */
    ROWS
  }

  private final NetworkSpec network;
  private final IActivation relu;
  private final Sequences sequences;

  private Configurations(NetworkSpec network, IActivation relu, Sequences sequences) {
    this.network = network;
    this.relu = relu;
    this.sequences = sequences;
  }

  /** In DL4J's own classes alone, as files have it. */
  static MultiLayerConfiguration plain(NetworkSpec network) {
    IActivation relu = Activation.RELU.getActivationFunction();
    return new Configurations(network, relu, Sequences.ARRAYS).build();
  }

  /** As {@link Dl4jNetwork} computes it: flat examples if its first layer is dense. */
  static MultiLayerConfiguration training(NetworkSpec network) {
    MultiLayerConfiguration configuration =
        new Configurations(network, new InPlaceReLU(), Sequences.ROWS).build();
    configuration
        .getInputPreProcessors()
        .values()
        .removeIf(
            between ->
                between instanceof RnnToFeedForwardPreProcessor
                    || between instanceof FeedForwardToRnnPreProcessor);
    if (network.layers().get(0).isDense() && !network.input().isSequence()) {
      configuration.getInputPreProcessors().remove(0);
    }
    return configuration;
  }

  private MultiLayerConfiguration build() {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .activation(Activation.IDENTITY)
            .convolutionMode(ConvolutionMode.Truncate)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .list();
    for (NetworkSpec.Layer layer : network.layers()) {
      Layer configuration = layer(layer);
      configuration.setLayerName(layer.name());
      list.layer(configuration);
    }
    return list.setInputType(input(network.input()))
        // An embedding's inputs are its vocabulary, which the shape of its input does not say.
        .overrideNinUponBuild(!network.input().isIds())
        .build();
  }

  private static InputType input(Shape shape) {
    if (shape.isSequence()) {
      return InputType.recurrent(shape.features(), shape.time(), RNNFormat.NWC);
    }
    return shape.isImage()
        ? InputType.convolutional(shape.height(), shape.width(), shape.channels())
        : InputType.feedForward(shape.elements());
  }

  private Layer layer(NetworkSpec.Layer layer) {
    if (layer.spec() instanceof LayerSpec.Dense dense) {
      return dense(dense, layer);
    } else if (layer.spec() instanceof LayerSpec.Conv2d conv) {
      return convolution(conv, layer);
    } else if (layer.spec() instanceof LayerSpec.Lstm lstm) {
      return lstm(lstm);
    } else if (layer.spec() instanceof LayerSpec.Embedding embedding) {
      return embedding(embedding, layer);
    } else if (layer.spec() instanceof LayerSpec.Pool pool) {
      return pool(pool);
    } else if (layer.spec() instanceof LayerSpec.GlobalPool pool) {
      return new GlobalPoolingLayer(
          pool.pooling() == LayerSpec.Pooling.MAX ? PoolingType.MAX : PoolingType.AVG);
    } else if (layer.spec() instanceof LayerSpec.BatchNorm norm) {
      return batchNorm(norm);
    } else if (layer.spec() instanceof LayerSpec.Dropout dropout) {
      // DL4J's argument is the probability to keep.
      return new DropoutLayer.Builder(new Dropout(1 - dropout.rate())).build();
    } else if (layer.spec() instanceof LayerSpec.Activate activate) {
      return new ActivationLayer(activation(activate.activation()));
    }
    return output(layer);
  }

  private DenseLayer dense(LayerSpec.Dense dense, NetworkSpec.Layer layer) {
    return new DenseLayer.Builder()
        .nOut(dense.units())
        .hasBias(layer.hasBias())
        .activation(activation(dense.activation()))
        .build();
  }

  private ConvolutionLayer convolution(LayerSpec.Conv2d conv, NetworkSpec.Layer layer) {
    return new ConvolutionLayer.Builder(
            of(conv.window().kernel()), of(conv.window().stride()), of(conv.window().padding()))
        .nOut(conv.filters())
        .hasBias(layer.hasBias())
        .activation(activation(conv.activation()))
        .build();
  }

  private Layer lstm(LayerSpec.Lstm lstm) {
    LSTM layer =
        new LSTM.Builder()
            .nOut(lstm.units())
            .activation(Activation.TANH)
            .gateActivationFunction(Activation.SIGMOID)
            .forgetGateBiasInit(lstm.forgetBias())
            .dataFormat(RNNFormat.NWC)
            .build();
    boolean wrapped = sequences == Sequences.ARRAYS && lstm.returned() == LayerSpec.Returned.LAST;
    return wrapped ? new LastTimeStep(layer) : layer;
  }

  private static EmbeddingSequenceLayer embedding(
      LayerSpec.Embedding embedding, NetworkSpec.Layer layer) {
    return new EmbeddingSequenceLayer.Builder()
        .nIn(layer.input().vocabulary())
        .nOut(embedding.size())
        .inputLength(layer.input().time())
        .outputDataFormat(RNNFormat.NWC)
        .build();
  }

  private static SubsamplingLayer pool(LayerSpec.Pool pool) {
    return new SubsamplingLayer.Builder(
            pool.pooling() == LayerSpec.Pooling.MAX
                ? SubsamplingLayer.PoolingType.MAX
                : SubsamplingLayer.PoolingType.AVG,
            of(pool.window().kernel()),
            of(pool.window().stride()),
            of(pool.window().padding()))
        .avgPoolIncludePadInDivisor(true)
        .build();
  }

  /** The variance itself rather than DL4J's default, the logarithm of the deviation. */
  private static BatchNormalization batchNorm(LayerSpec.BatchNorm norm) {
    return new BatchNormalization.Builder()
        .decay(norm.momentum())
        .eps(norm.epsilon())
        .useLogStd(false)
        .build();
  }

  private Layer output(NetworkSpec.Layer layer) {
    LossFunction loss = PlainLoss.of(network.loss()).orElse(LossFunction.MSE);
    int units = layer.output().features();
    Activation activation =
        switch (network.loss().link()) {
          case SOFTMAX -> Activation.SOFTMAX;
          case SIGMOID -> Activation.SIGMOID;
          case IDENTITY, EXPONENTIAL -> Activation.IDENTITY;
        };
    return layer.output().isSequence() && sequences == Sequences.ARRAYS
        ? new RnnOutputLayer.Builder(loss)
            .nOut(units)
            .activation(activation)
            .dataFormat(RNNFormat.NWC)
            .build()
        : new OutputLayer.Builder(loss).nOut(units).activation(activation).build();
  }

  private static int[] of(Size2d size) {
    return new int[] {size.height(), size.width()};
  }

  private IActivation activation(LayerSpec.Activation activation) {
    return switch (activation) {
      case IDENTITY -> Activation.IDENTITY.getActivationFunction();
      case RELU -> relu;
      case LEAKY_RELU -> Activation.LEAKYRELU.getActivationFunction();
      case ELU -> Activation.ELU.getActivationFunction();
      case SELU -> Activation.SELU.getActivationFunction();
      case GELU -> Activation.GELU.getActivationFunction();
      case SIGMOID -> Activation.SIGMOID.getActivationFunction();
      case TANH -> Activation.TANH.getActivationFunction();
      case SOFTPLUS -> Activation.SOFTPLUS.getActivationFunction();
    };
  }
}
