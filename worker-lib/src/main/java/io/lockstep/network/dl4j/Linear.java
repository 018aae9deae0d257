package io.lockstep.network.dl4j;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sger;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The matrix products of a dense layer, {@code z = x Wᵀ + b} with x [rows, in] and W [out, in], by
 * OpenBLAS itself: ND4J sends them to oneDNN, which is several times slower for column-major
 * weights that begin anywhere in a flat vector, and copies the result once more.
 */
final class Linear {
  private final int in;
  private final int out;
  private final Map<String, INDArray> parameters;
  private FloatPointer ones = new FloatPointer();

  /**
   * @param parameters DL4J's table of the layer: W as [in, out] column-major, which is the memory
   *     of [out, in] row-major, and perhaps b
   */
  Linear(Map<String, INDArray> parameters) {
    this.parameters = parameters;
    this.in = (int) weight(parameters).size(0);
    this.out = (int) weight(parameters).size(1);
  }

  /** Returns z [rows, out] for a row-major x, in the workspace of {@code type}. */
  INDArray forward(INDArray x, LayerWorkspaceMgr workspaces, ArrayType type) {
    INDArray z = workspaces.createUninitialized(type, DataType.FLOAT, x.size(0), out);
    forward(x, Memory.pointer(z));
    return z;
  }

  /** Writes z [rows, out] for a row-major x. */
  void forward(INDArray x, FloatPointer to) {
    int rows = (int) x.size(0);
    FloatPointer w = Memory.pointer(weight(parameters));
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasTrans,
        rows,
        out,
        in,
        1,
        Memory.pointer(x),
        in,
        w,
        in,
        0,
        to,
        out);
    if (hasBias()) {
      // Not by ND4J's broadcast, in which a JVM with two such threads has crashed (M2.1).
      FloatPointer b = Memory.pointer(bias(parameters));
      cblas_sger(CblasRowMajor, rows, out, 1, ones(rows), 1, b, 1, to, out);
    }
  }

  /** Writes the sums over rows of the gradients of W and b, for delta = dL/dz, row-major. */
  void gradients(INDArray x, INDArray delta, Map<String, INDArray> gradients) {
    gradients(x, Memory.pointer(delta), gradients);
  }

  /** The same for a delta [rows, out] that is no array. */
  void gradients(INDArray x, FloatPointer d, Map<String, INDArray> gradients) {
    int rows = (int) x.size(0);
    FloatPointer w = Memory.pointer(weight(gradients));
    cblas_sgemm(
        CblasRowMajor,
        CblasTrans,
        CblasNoTrans,
        out,
        in,
        rows,
        1,
        d,
        out,
        Memory.pointer(x),
        in,
        0,
        w,
        in);
    if (hasBias()) {
      FloatPointer b = Memory.pointer(bias(gradients));
      cblas_sgemv(CblasRowMajor, CblasTrans, rows, out, 1, d, out, ones(rows), 1, 0, b, 1);
    }
  }

  /** Returns dL/dx [rows, in]. */
  INDArray inputGradient(INDArray delta, LayerWorkspaceMgr workspaces) {
    return inputGradient(Memory.pointer(delta), (int) delta.size(0), workspaces);
  }

  /** The same for a delta [rows, out] that is no array. */
  INDArray inputGradient(FloatPointer delta, int rows, LayerWorkspaceMgr workspaces) {
    INDArray gradient =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, rows, in);
    FloatPointer w = Memory.pointer(weight(parameters));
    FloatPointer to = Memory.pointer(gradient);
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, in, out, 1, delta, out, w, in, 0, to, in);
    return gradient;
  }

  private FloatPointer ones(int rows) {
    if (ones.capacity() < rows) {
      float[] values = new float[rows];
      Arrays.fill(values, 1);
      ones = new FloatPointer(values);
    }
    return ones;
  }

  private boolean hasBias() {
    return parameters.containsKey(DefaultParamInitializer.BIAS_KEY);
  }

  private static INDArray weight(Map<String, INDArray> table) {
    return table.get(DefaultParamInitializer.WEIGHT_KEY);
  }

  private static INDArray bias(Map<String, INDArray> table) {
    return table.get(DefaultParamInitializer.BIAS_KEY);
  }
}
