package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The memory of ND4J arrays, for what reads and writes it without ND4J. */
final class Memory {
  private Memory() {}

  /** The array itself if its elements follow each other in row-major order, else such a copy. */
  static INDArray rowMajor(INDArray array) {
    boolean is = array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    return is ? array : array.dup('c');
  }

  /** Where the elements begin; the array must stay reachable while it is used. */
  static FloatPointer pointer(INDArray array) {
    return new FloatPointer(array.data().addressPointer()).capacity(array.length());
  }

  /** All elements of a contiguous array, in the order of its memory. */
  static FloatBuffer floats(INDArray array) {
    return pointer(array).asBuffer();
  }

  /** The same as {@link #floats}, as the bits of each. */
  static IntBuffer bits(INDArray array) {
    return pointer(array).asByteBuffer().asIntBuffer();
  }
}
