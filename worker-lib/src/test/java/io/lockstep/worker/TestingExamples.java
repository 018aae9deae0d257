package io.lockstep.worker;

import io.lockstep.data.Batch;
import java.util.SplittableRandom;

/** Examples by their number. */
@FunctionalInterface
interface TestingExamples {
  /** Writes features and one-hot target of an example into a row of a batch. */
  void copy(long id, Batch batch, int row);

  /** Features around a centre of their class, drawn from the number. */
  static TestingExamples made(int width, int classes) {
    return (id, batch, row) -> {
      int label = (int) ((id * 31 + id / 7) % classes);
      SplittableRandom random = new SplittableRandom(id);
      float[] x = new float[width];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (random.nextDouble() - 0.5 + (i % classes == label ? 1 : 0));
      }
      write(x, label, batch, row);
    };
  }

  static void write(float[] features, int label, Batch batch, int row) {
    batch.features().floats().put(row * batch.width(), features);
    for (int i = 0; i < batch.targetWidth(); i++) {
      batch.targets().set(row * batch.targetWidth() + i, i == label ? 1 : 0);
    }
  }
}
