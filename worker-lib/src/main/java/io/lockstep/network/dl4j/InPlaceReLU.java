package io.lockstep.network.dl4j;

import java.nio.IntBuffer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * ReLU whose backward pass writes over the gradient that it is given, instead of into new memory.
 * Its input may be the activation instead of what was before it: both have the same sign. One
 * network's own.
 */
final class InPlaceReLU extends ActivationReLU {
  private static final long serialVersionUID = 1L;

  private static final int CHUNK = 4096;

  private final transient int[] value = new int[CHUNK];
  private final transient int[] gradient = new int[CHUNK];

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    INDArray result = Memory.rowMajor(epsilon);
    zeroWhereNotPositive(Memory.bits(Memory.rowMajor(in)), Memory.bits(result));
    return new Pair<>(result, null);
  }

  /** On the bits of floats and without a branch, which would be guessed wrong half of the time. */
  private void zeroWhereNotPositive(IntBuffer values, IntBuffer gradients) {
    for (int from = 0, all = gradients.capacity(); from < all; from += CHUNK) {
      int length = Math.min(CHUNK, all - from);
      values.get(from, value, 0, length);
      gradients.get(from, gradient, 0, length);
      for (int i = 0; i < length; i++) {
        int positive = (-value[i] & ~value[i]) >> 31;
        gradient[i] &= positive;
      }
      gradients.put(from, gradient, 0, length);
    }
  }
}
