package io.lockstep.bench.peer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Batches as DL4J takes them: features as float32 in 0..1, labels one-hot. */
final class Dl4jData {
  private static final int CLASSES = 10;

  private Dl4jData() {}

  /** That many batches of shuffled pictures; beyond the last picture it begins again. */
  static List<DataSet> batches(Pictures pictures, String work, int count, int size, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, pictures.count()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    List<DataSet> batches = new ArrayList<>();
    for (int batch = 0; batch < count; batch++) {
      int first = batch * size;
      int[] rows =
          IntStream.range(first, first + size).map(i -> order.get(i % order.size())).toArray();
      batches.add(batch(pictures, work, rows));
    }
    return batches;
  }

  private static DataSet batch(Pictures pictures, String work, int[] rows) {
    float[] features = new float[rows.length * pictures.size()];
    INDArray labels = Nd4j.zeros(DataType.FLOAT, rows.length, CLASSES);
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < pictures.size(); i++) {
        features[row * pictures.size() + i] = pictures.pixel(rows[row], i) / 255f;
      }
      labels.putScalar(row, pictures.labels()[rows[row]], 1);
    }
    int[] shape = pictures.shape();
    INDArray flat = Nd4j.createFromArray(features);
    return new DataSet(
        work.equals("mlp")
            ? flat.reshape(rows.length, pictures.size())
            : flat.reshape(rows.length, shape[0], shape[1], shape[2]),
        labels);
  }
}
