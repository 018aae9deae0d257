package io.lockstep.network.dl4j;

import io.lockstep.data.Batch;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J arrays over the memory of flat vectors, without a copy, made once for each batch and number
 * of rows.
 */
final class Views {
  /** Features and targets of a batch with so many rows. */
  record Examples(INDArray features, INDArray targets) {}

  private final Shape input;
  private final int steps;
  private final Map<Batch, Map<Integer, Examples>> known = new WeakHashMap<>();

  /**
   * @param input of an example as the network's first layer reads it; a sequence is as many rows as
   *     it has steps
   * @param steps that an example has targets for, each a row
   */
  Views(Shape input, int steps) {
    this.input = input;
    this.steps = steps;
  }

  /** The rows of a batch that count. */
  Examples of(Batch batch) {
    return known
        .computeIfAbsent(batch, b -> new HashMap<>())
        .computeIfAbsent(batch.rows(), rows -> new Examples(features(batch), targets(batch)));
  }

  private INDArray features(Batch batch) {
    if (input.isSequence()) {
      return of(batch.features(), (long) batch.rows() * input.time(), input.features());
    }
    return input.isImage()
        ? of(batch.features(), batch.rows(), input.channels(), input.height(), input.width())
        : of(batch.features(), batch.rows(), input.elements());
  }

  private INDArray targets(Batch batch) {
    return of(batch.targets(), (long) batch.rows() * steps, batch.targetWidth() / steps);
  }

  /** The first elements of a vector in a row-major shape. The vector must outlive the array. */
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
