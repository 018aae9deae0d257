package io.lockstep.network.dl4j;

import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StatisticsExchange;
import io.lockstep.network.Wiring;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph as DL4J's ComputationGraph, whose vertices are the example and then the layers in the
 * plan's order ({@link Configurations}).
 */
final class GraphModel implements Dl4jModel {
  private final ComputationGraph graph;

  /** Whether the layer that reads the example may leave out its gradient. */
  private final boolean inputNeedsNoGradient;

  GraphModel(NetworkSpec spec, ComputationGraphConfiguration configuration) {
    this.graph = new ComputationGraph(configuration);
    // DL4J fails on the sum of no gradient and one, so it must be the example's only reader.
    this.inputNeedsNoGradient = spec.readersOf(Wiring.INPUT).size() == 1;
  }

  @Override
  public Model dl4j() {
    return graph;
  }

  @Override
  public void initialize(INDArray parameters) {
    graph.init(parameters, false);
  }

  @Override
  public void substitute(NetworkSpec spec, StatisticsExchange exchange) {
    for (int place = 0; place < spec.layers().size(); place++) {
      if (vertex(place) instanceof LayerVertex vertex) {
        Layer plain = vertex.getLayer();
        boolean isFirst = inputNeedsNoGradient && spec.layers().get(place).readsInputOnly();
        plain.setIndex(isFirst ? 0 : place + 1);
        Layer ours = Substitutes.of(plain, place, spec, exchange);
        // DL4J's dropout would write over what other layers need again in the backward pass.
        ours.allowInputModification(false);
        vertex.setLayer(ours);
      }
    }
  }

  @Override
  public void initializeGradient() {
    graph.initGradientsView();
  }

  @Override
  public Optional<Layer> layer(int place) {
    return Optional.ofNullable(vertex(place).getLayer());
  }

  @Override
  public void observe(LayerObserver observer) {
    for (int place = 0; place < graph.getVertices().length - 1; place++) {
      if (vertex(place) instanceof LayerVertex vertex) {
        vertex.setLayer(ObservedLayer.of(vertex.getLayer(), place, observer));
      }
    }
  }

  @Override
  public void forwardBackward(INDArray features, INDArray targets) {
    graph.setInput(0, features);
    graph.setLabel(0, targets);
    graph.computeGradientAndScore();
  }

  @Override
  public INDArray predict(INDArray features) {
    return graph.outputSingle(false, features);
  }

  private GraphVertex vertex(int place) {
    return graph.getVertices()[place + 1];
  }
}
