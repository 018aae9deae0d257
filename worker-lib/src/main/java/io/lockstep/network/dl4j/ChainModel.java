package io.lockstep.network.dl4j;

import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StatisticsExchange;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A chain as DL4J's MultiLayerNetwork. */
final class ChainModel implements Dl4jModel {
  private final MultiLayerNetwork network;

  ChainModel(MultiLayerConfiguration configuration) {
    this.network = new MultiLayerNetwork(configuration);
  }

  @Override
  public Model dl4j() {
    return network;
  }

  @Override
  public void initialize(INDArray parameters) {
    network.init(parameters, false);
  }

  @Override
  public void substitute(NetworkSpec spec, StatisticsExchange exchange) {
    Layer[] layers = network.getLayers();
    for (int place = 0; place < layers.length; place++) {
      layers[place] = Substitutes.of(layers[place], place, spec, exchange);
    }
    int end = spec.firstTrained() - 1;
    if (end >= 0) {
      layers[end] = new BackwardEnd(layers[end]);
    }
  }

  @Override
  public void initializeGradient() {
    network.initGradientsView();
  }

  @Override
  public Optional<Layer> layer(int place) {
    return Optional.of(network.getLayer(place));
  }

  @Override
  public void observe(LayerObserver observer) {
    Layer[] layers = network.getLayers();
    for (int place = 0; place < layers.length; place++) {
      layers[place] =
          layers[place] instanceof BackwardEnd end
              ? end.observed(place, observer)
              : ObservedLayer.of(layers[place], place, observer);
    }
  }

  @Override
  public void forwardBackward(INDArray features, INDArray targets) {
    network.setInput(features);
    network.setLabels(targets);
    network.computeGradientAndScore();
  }

  @Override
  public INDArray predict(INDArray features) {
    return network.output(features, false);
  }
}
