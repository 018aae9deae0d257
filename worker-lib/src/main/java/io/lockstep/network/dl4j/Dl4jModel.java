package io.lockstep.network.dl4j;

import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StatisticsExchange;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's network of either kind, in what the engine needs of both: a chain of layers, or a graph.
 */
interface Dl4jModel {
  /** In DL4J's own classes, not initialized yet; as files have it. */
  static Dl4jModel plain(NetworkSpec spec) {
    return spec.isChain()
        ? new ChainModel(Configurations.plain(spec))
        : new GraphModel(spec, Configurations.plainGraph(spec));
  }

  /** With {@link Substitutes}, over existing vectors [1, length]. */
  static Dl4jModel over(
      NetworkSpec spec, INDArray parameters, INDArray gradient, StatisticsExchange exchange) {
    Dl4jModel model =
        spec.isChain()
            ? new ChainModel(Configurations.training(spec))
            : new GraphModel(spec, Configurations.trainingGraph(spec));
    model.initialize(parameters);
    model.substitute(spec, exchange);
    // Before this call the layers would silently keep a gradient buffer of their own.
    model.initializeGradient();
    model.dl4j().setBackpropGradientsViewArray(gradient);
    return model;
  }

  /** DL4J's own object. */
  Model dl4j();

  /** Makes the layers, with parameters that are used where they are. */
  void initialize(INDArray parameters);

  /** Puts our layers in place of DL4J's, between the parameters and the gradient. */
  void substitute(NetworkSpec spec, StatisticsExchange exchange);

  /** Makes a gradient of its own. */
  void initializeGradient();

  /** What computes the layer at a place; a sum or concatenation is none of DL4J's layers. */
  Optional<Layer> layer(int place);

  /** Has an observer told of each layer's passes. */
  void observe(LayerObserver observer);

  /** Loss and gradient in training mode. */
  void forwardBackward(INDArray features, INDArray targets);

  /** Outputs in inference mode, outside of any workspace; the caller closes them. */
  INDArray predict(INDArray features);
}
