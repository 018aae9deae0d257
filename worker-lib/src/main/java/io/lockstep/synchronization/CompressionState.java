package io.lockstep.synchronization;

import io.lockstep.parameters.FlatVector;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What compression needs to go on as if the run had never stopped.
 *
 * @param vectors what each rank has held back, {@code residual.0} and so on, as long as the
 *     parameters; none where nothing is held back
 * @param numbers by name
 */
public record CompressionState(Map<String, FlatVector> vectors, Map<String, Double> numbers) {
  /** Without compression, and at the beginning of a run. */
  public static final CompressionState NONE = new CompressionState(Map.of(), Map.of());

  public CompressionState {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    numbers = Map.copyOf(numbers);
  }
}
