package io.lockstep.network.dl4j;

/**
 * Told when a network of this engine enters and leaves its layers, on the network's own thread. The
 * forward pass goes from the first layer to the one before the output layer, the backward pass from
 * the output layer (whose forward part it contains) to the first. After a layer's backward pass its
 * slice of the gradient is final, except for statistics.
 */
public interface LayerObserver {
  /** One of the two halves of a step. */
  enum Pass {
    FORWARD,
    BACKWARD
  }

  /**
   * @param layer its place, from 0
   */
  void enters(int layer, Pass pass);

  /**
   * @param layer its place, from 0
   */
  void leaves(int layer, Pass pass);
}
