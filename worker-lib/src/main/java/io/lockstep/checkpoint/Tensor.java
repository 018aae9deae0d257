package io.lockstep.checkpoint;

import java.util.List;

/**
 * A float32 tensor as a safetensors header describes it.
 *
 * @param name of it
 * @param shape row-major
 * @param begin of its bytes, counted from the end of the header
 * @param end one past its last byte
 */
record Tensor(String name, List<Long> shape, long begin, long end) {
  Tensor {
    shape = List.copyOf(shape);
  }

  /** Bytes that the shape asks for; fails if they do not fit a long. */
  long bytesOfShape() {
    return shape.stream().reduce((long) Float.BYTES, Math::multiplyExact);
  }
}
