package io.lockstep.driver.cluster;

import static io.lockstep.checks.Checks.check;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Map;

/**
 * Parameters and optimizer state with which all workers begin; what Spark broadcasts.
 *
 * @param progress where the run is
 * @param parameters of the network
 * @param optimizer state of optimizer and synchronizer by name, in their order; empty: as they
 *     begin
 */
public record InitialState(
    Progress progress, FlatVector parameters, Map<String, FlatVector> optimizer) {

  /** Parameters first, then the state vectors in their order. */
  float[][] toArrays() {
    float[][] arrays = new float[1 + optimizer.size()][];
    arrays[0] = parameters.toArray();
    int next = 1;
    for (FlatVector vector : optimizer.values()) {
      arrays[next++] = vector.toArray();
    }
    return arrays;
  }

  /** Fills vectors with what {@link #toArrays} gave. */
  static void restore(float[][] arrays, FlatVector parameters, Map<String, FlatVector> optimizer) {
    parameters.copyFrom(arrays[0]);
    if (arrays.length == 1) {
      return;
    }
    check(
        arrays.length == 1 + optimizer.size(),
        "optimizer state",
        optimizer.size() + " vectors",
        arrays.length - 1);
    int next = 1;
    for (FlatVector vector : optimizer.values()) {
      vector.copyFrom(arrays[next++]);
    }
  }
}
