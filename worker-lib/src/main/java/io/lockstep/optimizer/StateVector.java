package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;

/** A flat vector of optimizer state, zeros at first, and the block of it that is worked on. */
final class StateVector {
  private final FlatVector vector;
  private final float[] values = new float[Block.LENGTH];

  StateVector(FlatVector vector) {
    this.vector = vector;
  }

  FlatVector vector() {
    return vector;
  }

  /** The elements of a block; changes count once {@link #store} is called. */
  float[] load(Block block) {
    vector.floats().get(block.from(), values, 0, block.length());
    return values;
  }

  void store(Block block) {
    vector.floats().put(block.from(), values, 0, block.length());
  }
}
