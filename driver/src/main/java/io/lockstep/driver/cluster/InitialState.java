package io.lockstep.driver.cluster;

import static io.lockstep.checks.Checks.check;

import io.lockstep.network.TrainedPart;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.synchronization.CompressionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters and optimizer state with which all workers begin; what Spark broadcasts.
 *
 * @param progress where the run is
 * @param parameters of the network, frozen ones included
 * @param optimizer state of optimizer and synchronizer by name, in their order; empty: as they
 *     begin
 * @param compression its state; none at the beginning
 */
public record InitialState(
    Progress progress,
    FlatVector parameters,
    Map<String, FlatVector> optimizer,
    CompressionState compression) {

  /** Parameters first, then the vectors of optimizer and compression in their order. */
  float[][] toArrays() {
    List<float[]> arrays = new ArrayList<>();
    arrays.add(parameters.toArray());
    optimizer.values().forEach(vector -> arrays.add(vector.toArray()));
    compression.vectors().values().forEach(vector -> arrays.add(vector.toArray()));
    return arrays.toArray(float[][]::new);
  }

  /**
   * The state of compression out of what {@link #toArrays} gave.
   *
   * @param names of its vectors, which are the last ones
   */
  static CompressionState compression(
      float[][] arrays, List<String> names, Map<String, Double> numbers) {
    Map<String, FlatVector> vectors = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      vectors.put(names.get(i), FlatVector.copyOf(arrays[arrays.length - names.size() + i]));
    }
    return new CompressionState(vectors, numbers);
  }

  /**
   * Fills vectors with what {@link #toArrays} gave.
   *
   * @param part which of the parameters are trained
   * @param parameters those alone
   */
  static void restore(
      float[][] arrays,
      TrainedPart part,
      FlatVector parameters,
      Map<String, FlatVector> optimizer) {
    part.gather(arrays[0], parameters);
    if (arrays.length == 1) {
      return;
    }
    check(
        arrays.length >= 1 + optimizer.size(),
        "optimizer state",
        optimizer.size() + " vectors",
        arrays.length - 1);
    int next = 1;
    for (FlatVector vector : optimizer.values()) {
      vector.copyFrom(arrays[next++]);
    }
  }
}
