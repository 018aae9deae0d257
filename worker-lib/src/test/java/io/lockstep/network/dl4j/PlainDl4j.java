package io.lockstep.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.data.Batch;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import java.util.Arrays;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The reference: DL4J by itself, as shipped, without oneDNN, over copies of everything. */
final class PlainDl4j {
  private PlainDl4j() {}

  /** With initial parameters of its own. */
  static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    Natives.loaded();
    return withoutOneDnn(
        () -> {
          // Its workspaces do not stand activations as first layers.
          configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE);
          configuration.setInferenceWorkspaceMode(WorkspaceMode.NONE);
          MultiLayerNetwork network = new MultiLayerNetwork(configuration);
          network.init();
          assertTrue(
              Arrays.stream(network.getLayers()).allMatch(layer -> layer.getHelper() == null),
              "a helper is on");
          return network;
        });
  }

  static MultiLayerNetwork network(NetworkSpec spec, FlatVector parameters) {
    MultiLayerNetwork network = network(Configurations.plain(spec));
    network.setParams(Views.of(parameters, 1, parameters.length()).dup());
    return network;
  }

  /** Of a graph. */
  static ComputationGraph graph(NetworkSpec spec, FlatVector parameters) {
    Natives.loaded();
    return withoutOneDnn(
        () -> {
          ComputationGraphConfiguration configuration = Configurations.plainGraph(spec);
          configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE);
          configuration.setInferenceWorkspaceMode(WorkspaceMode.NONE);
          ComputationGraph graph = new ComputationGraph(configuration);
          graph.init();
          graph.setParams(Views.of(parameters, 1, parameters.length()).dup());
          return graph;
        });
  }

  /** Runs without oneDNN, in layers and below them. */
  static <T> T withoutOneDnn(Supplier<T> work) {
    Nd4j.getEnvironment().allowHelpers(false);
    try {
      return work.get();
    } finally {
      Nd4j.getEnvironment().allowHelpers(true);
    }
  }

  static INDArray features(Batch batch, Shape shape) {
    return (shape.isImage()
            ? Views.of(
                batch.features(), batch.rows(), shape.channels(), shape.height(), shape.width())
            : Views.of(batch.features(), batch.rows(), shape.elements()))
        .dup();
  }

  static INDArray targets(Batch batch) {
    return Views.of(batch.targets(), batch.rows(), batch.targetWidth()).dup();
  }

  static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
