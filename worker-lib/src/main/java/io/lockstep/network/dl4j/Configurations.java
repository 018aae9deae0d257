package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.Wire;
import io.lockstep.network.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
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
  /** Whose layers compute it. */
  private enum Use {
    /** DL4J's, for which a sequence is [examples, time, features]. */
    PLAIN,
    /**
     * Ours, for which it is examples x time rows: all layers but the recurrent ones are the same as
     * without time.
     */
    SUBSTITUTED
  }

  private final NetworkSpec network;
  private final Use use;
  private final IActivation relu;

  private Configurations(NetworkSpec network, Use use) {
    this.network = network;
    this.use = use;
    this.relu = use == Use.PLAIN ? Activation.RELU.getActivationFunction() : new InPlaceReLU();
  }

  /** In DL4J's own classes alone, as files have it. */
  static MultiLayerConfiguration plain(NetworkSpec network) {
    return new Configurations(network, Use.PLAIN).build();
  }

  /** As {@link Dl4jNetwork} computes it: flat examples if its first layer is dense. */
  static MultiLayerConfiguration training(NetworkSpec network) {
    MultiLayerConfiguration configuration = new Configurations(network, Use.SUBSTITUTED).build();
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

  /** {@link #plain} of a graph. */
  static ComputationGraphConfiguration plainGraph(NetworkSpec network) {
    return new Configurations(network, Use.PLAIN).buildGraph();
  }

  /** {@link #training} of a graph; its examples keep their shape, since others may read them. */
  static ComputationGraphConfiguration trainingGraph(NetworkSpec network) {
    return new Configurations(network, Use.SUBSTITUTED).buildGraph();
  }

  private static NeuralNetConfiguration.Builder common() {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.IDENTITY)
        .convolutionMode(ConvolutionMode.Truncate)
        .trainingWorkspaceMode(WorkspaceMode.ENABLED)
        .inferenceWorkspaceMode(WorkspaceMode.ENABLED);
  }

  private MultiLayerConfiguration build() {
    NeuralNetConfiguration.ListBuilder list = common().list();
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

  private ComputationGraphConfiguration buildGraph() {
    GraphBuilder graph = common().graphBuilder().addInputs(Wire.INPUT);
    List<String> order = new ArrayList<>(List.of(Wire.INPUT));
    for (NetworkSpec.Layer layer : network.layers()) {
      String[] sources = layer.sources().stream().map(this::vertex).toArray(String[]::new);
      if (use == Use.PLAIN && mayWriteOverWhatOthersRead(layer)) {
        String copy = layer.name() + "-input";
        graph.addVertex(copy, new ElementWiseVertex(ElementWiseVertex.Op.Add), sources);
        order.add(copy);
        sources = new String[] {copy};
      }
      add(layer, graph, sources);
      order.add(layer.name());
    }
    graph.setOutputs(order.get(order.size() - 1));
    return ordered(graph.setInputTypes(input(network.input())).build(), order);
  }

  private void add(NetworkSpec.Layer layer, GraphBuilder graph, String... sources) {
    if (layer.spec() instanceof LayerSpec.Add) {
      graph.addVertex(layer.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), sources);
    } else if (layer.spec() instanceof LayerSpec.Concat) {
      graph.addVertex(layer.name(), new MergeVertex(), sources);
    } else {
      graph.addLayer(layer.name(), layer(layer), sources);
    }
  }

  /** DL4J's activations (at inference) and dropout (in training) do. Its sum of one is a copy. */
  private boolean mayWriteOverWhatOthersRead(NetworkSpec.Layer layer) {
    boolean writes =
        layer.spec() instanceof LayerSpec.Activate
            || layer.spec() instanceof LayerSpec.Dropout
            || layer.spec() instanceof LayerSpec.SpatialDropout;
    return writes && network.readersOf(layer.sources().get(0)).size() > 1;
  }

  private String vertex(int place) {
    return place == Wiring.INPUT ? Wire.INPUT : network.layers().get(place).name();
  }

  /**
   * With the plan's order as the one in which vertices are computed and have their parameters; DL4J
   * would look for one of its own, in which branches alternate. Files keep it.
   */
  private static ComputationGraphConfiguration ordered(
      ComputationGraphConfiguration graph, List<String> order) {
    graph.setTopologicalOrder(IntStream.range(0, order.size()).toArray());
    graph.setTopologicalOrderStr(order);
    return graph;
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
    } else if (layer.spec() instanceof LayerSpec.Latent latent) {
      return new LatentConfiguration(latent.size());
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
    } else if (layer.spec() instanceof LayerSpec.ExampleNorm) {
      return new ScaleAndShift(layer.input().features());
    } else if (layer.spec() instanceof LayerSpec.SpatialDropout dropout) {
      return new DropoutLayer.Builder(channelDropout(dropout.rate())).build();
    } else if (layer.spec() instanceof LayerSpec.Dropout dropout) {
      // DL4J's argument is the probability to keep.
      return new DropoutLayer.Builder(new Dropout(1 - dropout.rate())).build();
    } else if (layer.spec() instanceof LayerSpec.Activate activate) {
      return new ActivationLayer(activation(activate.activation()));
    }
    return output(layer);
  }

  private IDropout channelDropout(double rate) {
    return use == Use.PLAIN ? new SpatialDropout(1 - rate) : new ChannelDropout(rate);
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
    boolean wrapped = use == Use.PLAIN && lstm.returned() == LayerSpec.Returned.LAST;
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
    return layer.output().isSequence() && use == Use.PLAIN
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
