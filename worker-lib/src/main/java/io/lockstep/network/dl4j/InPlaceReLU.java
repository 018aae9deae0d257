package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * ReLU whose backward pass writes over the gradient that it is given, instead of into new memory.
 * Its input may be the activation instead of what was before it: both have the same sign.
 */
final class InPlaceReLU extends ActivationReLU {
  private static final long serialVersionUID = 1L;

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    INDArray gradient = Memory.rowMajor(epsilon);
    FloatBuffer values = Memory.floats(Memory.rowMajor(in));
    FloatBuffer gradients = Memory.floats(gradient);
    for (int i = 0, n = gradients.capacity(); i < n; i++) {
      if (values.get(i) <= 0) {
        gradients.put(i, 0);
      }
    }
    return new Pair<>(gradient, null);
  }
}
