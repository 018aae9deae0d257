package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.Lstm;
import io.lockstep.network.LayerSpec.Pool;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.dl4j.OneDnnConvolutionLayer.Follower;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Layers of ours in place of those that DL4J computes slowly or wrongly: the same equations over
 * the same parameters. What each saves or mends is in its Javadoc.
 */
final class Substitutes {
  private Substitutes() {}

  /** Between the network's init and its gradients' view. Returns the output layer. */
  static BlasOutputLayer install(MultiLayerNetwork network, NetworkSpec spec) {
    Layer[] layers = network.getLayers();
    for (int i = 0; i < layers.length; i++) {
      layers[i] = substitute(layers[i], i, spec);
    }
    int end = spec.firstTrained() - 1;
    if (end >= 0) {
      layers[end] = new BackwardEnd(layers[end]);
    }
    return (BlasOutputLayer) layers[layers.length - 1];
  }

  private static Layer substitute(Layer plain, int place, NetworkSpec spec) {
    NetworkSpec.Layer layer = spec.layers().get(place);
    if (plain instanceof DenseLayer dense) {
      return new BlasDenseLayer(dense);
    } else if (plain instanceof ConvolutionLayer convolution) {
      Follower follower = poolRectifies(place + 1, spec) ? Follower.MAX_POOL : Follower.OTHER;
      return new OneDnnConvolutionLayer(convolution, layer, follower);
    } else if (plain instanceof SubsamplingLayer pooling) {
      Pool pool = (Pool) layer.spec();
      return pool.pooling() == Pooling.MAX
          ? new MaxPoolLayer(pooling, layer, pool.window(), poolRectifies(place, spec))
          : new AveragePoolLayer(pooling);
    } else if (plain instanceof org.deeplearning4j.nn.layers.recurrent.LSTM lstm) {
      return new LstmLayer(lstm, layer.input().time(), ((Lstm) layer.spec()).returned());
    } else if (plain instanceof EmbeddingSequenceLayer embedding) {
      return new EmbeddingLayer(embedding);
    } else if (plain instanceof ActivationLayer activation) {
      return new CopyingActivationLayer(activation);
    } else if (plain instanceof BatchNormalization norm && spec.frozen().contains(layer.name())) {
      return new FrozenBatchNormLayer(norm);
    } else if (plain instanceof OutputLayer output) {
      return new BlasOutputLayer(output, spec.loss(), spec.steps());
    }
    return plain;
  }

  /**
   * Whether a layer is a max pooling after a convolution with ReLU. Then it does the ReLU, on fewer
   * values: {@code max(relu(x)) = relu(max(x))}, and the gradients are the same as well.
   */
  private static boolean poolRectifies(int place, NetworkSpec spec) {
    return place > 0
        && spec.layers().get(place).spec() instanceof Pool pool
        && pool.pooling() == Pooling.MAX
        && spec.layers().get(place - 1).spec() instanceof Conv2d conv
        && conv.activation() == Activation.RELU;
  }
}
