package io.lockstep.network.dl4j;

import io.lockstep.parameters.FlatVector;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J arrays over the memory of flat vectors, without a copy. The vector must outlive the array.
 */
final class Views {
  private Views() {}

  /** The first elements of a vector in a row-major shape. */
  static INDArray of(FlatVector vector, long... shape) {
    FloatPointer pointer = new FloatPointer(vector.floats());
    DataBuffer buffer = Nd4j.createBuffer(pointer, vector.length(), DataType.FLOAT);
    return Nd4j.create(buffer, shape, strides(shape), 0, 'c');
  }

  private static long[] strides(long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }
}
