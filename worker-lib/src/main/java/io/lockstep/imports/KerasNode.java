package io.lockstep.imports;

import java.util.List;

/**
 * A layer of a Keras model.
 *
 * @param name as Keras has it
 * @param type its class
 * @param settings its configuration
 * @param sources names of the layers that it reads; none for the input
 */
record KerasNode(String name, String type, Settings settings, List<String> sources) {
  KerasNode {
    sources = List.copyOf(sources);
  }
}
