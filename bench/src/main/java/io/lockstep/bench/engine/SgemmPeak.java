package io.lockstep.bench.engine;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** The speed of the same OpenBLAS on square matrices, on this thread at this moment. */
final class SgemmPeak {
  private static final int SIZE = 1024;
  private static final int REPETITIONS = 8;

  private final FloatPointer a = filled();
  private final FloatPointer b = filled();
  private final FloatPointer c = filled();

  /** GFLOP/s, the best of some products of 1024 x 1024. */
  double measure() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPETITIONS; i++) {
      long start = ThreadUse.cpuNanos();
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          SIZE,
          SIZE,
          SIZE,
          1,
          a,
          SIZE,
          b,
          SIZE,
          0,
          c,
          SIZE);
      best = Math.min(best, ThreadUse.cpuNanos() - start);
    }
    return 2.0 * SIZE * SIZE * SIZE / best;
  }

  private static FloatPointer filled() {
    FloatPointer matrix = new FloatPointer((long) SIZE * SIZE);
    for (long i = 0; i < matrix.capacity(); i++) {
      matrix.put(i, i % 7 - 3);
    }
    return matrix;
  }
}
