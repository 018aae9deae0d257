package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.BatchNorm;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.ExampleNorm;
import io.lockstep.network.LayerSpec.Latent;
import io.lockstep.network.LayerSpec.Lstm;
import io.lockstep.network.LayerSpec.Pool;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StatisticsExchange;
import io.lockstep.network.Wiring;
import io.lockstep.network.dl4j.OneDnnConvolutionLayer.Follower;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.feedforward.elementwise.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;

/**
 * Layers of ours in place of those that DL4J computes slowly or wrongly: the same equations over
 * the same parameters. What each saves or mends is in its Javadoc.
 */
final class Substitutes {
  private Substitutes() {}

  /**
   * What takes the place of a layer, over the same parameters; between the network's init and its
   * gradients' view.
   *
   * @param plain DL4J's own; if its index is 0, nobody needs the gradient of its input
   * @param exchange of statistics of the global batch
   */
  static Layer of(Layer plain, int place, NetworkSpec spec, StatisticsExchange exchange) {
    NetworkSpec.Layer layer = spec.layers().get(place);
    if (layer.spec() instanceof Latent latent) {
      return new LatentLayer((DenseLayer) plain, latent);
    } else if (plain instanceof DenseLayer dense) {
      return new BlasDenseLayer(dense);
    } else if (plain instanceof ConvolutionLayer convolution) {
      return new OneDnnConvolutionLayer(convolution, layer, follower(place, spec));
    } else if (plain instanceof SubsamplingLayer pooling) {
      Pool pool = (Pool) layer.spec();
      return pool.pooling() == Pooling.MAX
          ? new MaxPoolLayer(pooling, layer, pool.window(), poolRectifies(place, spec))
          : new AveragePoolLayer(pooling);
    } else if (plain instanceof org.deeplearning4j.nn.layers.recurrent.LSTM lstm) {
      return new LstmLayer(lstm, layer.input().time(), ((Lstm) layer.spec()).returned());
    } else if (plain instanceof EmbeddingSequenceLayer embedding) {
      return new EmbeddingLayer(embedding);
    } else if (plain instanceof DropoutLayer dropout && layer.readsInputOnly()) {
      return new CopyingDropoutLayer(dropout);
    } else if (plain instanceof ActivationLayer activation) {
      return new CopyingActivationLayer(activation);
    } else if (plain instanceof BatchNormalization norm && spec.frozen().contains(layer.name())) {
      return new FrozenBatchNormLayer(norm);
    } else if (plain instanceof BatchNormalization norm
        && ((BatchNorm) layer.spec()).statistics() == Statistics.GLOBAL) {
      return new GlobalBatchNormLayer(norm, layer.input().features(), exchange);
    } else if (plain instanceof BatchNormalization norm) {
      int features = layer.input().features();
      return new BatchNormLayer(norm, features, layer.input().elements() / features);
    } else if (plain instanceof ElementWiseMultiplicationLayer norm) {
      ExampleNorm how = (ExampleNorm) layer.spec();
      int features = layer.input().features();
      return new GroupNormLayer(norm, features, how.groups(features), how.epsilon());
    } else if (plain instanceof OutputLayer output) {
      return new BlasOutputLayer(output, spec.loss(), spec.steps());
    }
    return plain;
  }

  private static Follower follower(int place, NetworkSpec spec) {
    List<Integer> readers = spec.readersOf(place);
    boolean isPooled = readers.size() == 1 && poolRectifies(readers.get(0), spec);
    return isPooled ? Follower.MAX_POOL : Follower.OTHER;
  }

  /**
   * Whether a layer is a max pooling, and the only reader of a convolution with ReLU. Then it does
   * the ReLU, on fewer values: {@code max(relu(x)) = relu(max(x))}, and the gradients are the same
   * as well.
   */
  private static boolean poolRectifies(int place, NetworkSpec spec) {
    int source = spec.layers().get(place).sources().get(0);
    return source != Wiring.INPUT
        && spec.layers().get(place).spec() instanceof Pool pool
        && pool.pooling() == Pooling.MAX
        && spec.layers().get(source).spec() instanceof Conv2d conv
        && conv.activation() == Activation.RELU
        && spec.readersOf(source).size() == 1;
  }
}
