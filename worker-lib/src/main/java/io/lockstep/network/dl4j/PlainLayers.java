package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.BatchNorm;
import io.lockstep.network.LayerSpec.ExampleNorm;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.network.NetworkSpec;
import java.util.Optional;

/** Which layers DL4J has itself, for files and for backends where DL4J computes them. */
final class PlainLayers {
  private PlainLayers() {}

  /** Why a model with these layers is no DL4J model; empty if it is one. */
  static Optional<String> problem(NetworkSpec network) {
    return network.layers().stream()
        .filter(layer -> layer.spec() instanceof ExampleNorm)
        .findFirst()
        .map(layer -> "DL4J has no layer that is " + layer.spec().kind());
  }

  /** Why DL4J cannot train it; files need not exchange anything. */
  static Optional<String> exchangeProblem(NetworkSpec network) {
    return network.layers().stream()
        .filter(
            layer ->
                layer.spec() instanceof BatchNorm norm && norm.statistics() == Statistics.GLOBAL)
        .findFirst()
        .map(layer -> "batch-norm has the worker's statistics alone there");
  }
}
