package io.lockstep.imports;

import java.util.List;

/**
 * What comes out of a layer of Keras, for one example.
 *
 * @param from the name of our layer that gives it
 * @param sizes as Keras has them, channels last; {@link #ANY} where the model leaves it open
 * @param form what the sizes are
 */
record KerasFlow(String from, List<Integer> sizes, Form form) {
  /** A size that the model leaves open. */
  static final int ANY = -1;

  enum Form {
    FLAT,
    SEQUENCE,
    IDS,
    /** [height, width, channels]. */
    IMAGE,
    /**
     * An image of these sizes whose values Keras has in one row. Here it stays an image until a
     * dense layer reads it.
     */
    FLATTENED
  }

  KerasFlow {
    sizes = List.copyOf(sizes);
  }

  KerasFlow of(List<Integer> others, Form other) {
    return new KerasFlow(from, others, other);
  }

  KerasFlow by(String layer) {
    return new KerasFlow(layer, sizes, form);
  }

  int last() {
    return sizes.get(sizes.size() - 1);
  }

  /** Number of Keras' dimensions, the batch's included. */
  int rank() {
    return form == Form.FLATTENED ? 2 : sizes.size() + 1;
  }
}
