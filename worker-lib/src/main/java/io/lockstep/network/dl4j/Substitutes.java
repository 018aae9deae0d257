package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.NetworkSpec;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
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
      layers[i] = substitute(layers[i], spec.layers().get(i), spec.loss());
    }
    return (BlasOutputLayer) layers[layers.length - 1];
  }

  private static Layer substitute(Layer plain, NetworkSpec.Layer layer, LayerSpec.Loss loss) {
    if (plain instanceof DenseLayer dense) {
      return new BlasDenseLayer(dense);
    } else if (plain instanceof ConvolutionLayer convolution) {
      return new KeptConvolutionLayer(convolution, layer, (LayerSpec.Conv2d) layer.spec());
    } else if (plain instanceof SubsamplingLayer pooling) {
      return pool(pooling, layer, (LayerSpec.Pool) layer.spec());
    } else if (plain instanceof ActivationLayer activation) {
      return new CopyingActivationLayer(activation);
    } else if (plain instanceof OutputLayer output) {
      return new BlasOutputLayer(output, loss);
    }
    return plain;
  }

  private static Layer pool(SubsamplingLayer plain, NetworkSpec.Layer layer, LayerSpec.Pool pool) {
    return pool.pooling() == Pooling.MAX
        ? new MaxPoolLayer(plain, layer, pool.window())
        : new AveragePoolLayer(plain);
  }
}
