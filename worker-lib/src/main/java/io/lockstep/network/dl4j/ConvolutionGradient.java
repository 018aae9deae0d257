package io.lockstep.network.dl4j;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.NetworkSpec;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradients of a convolution's weights and bias without that of its input, which nobody reads
 * where the input is the examples. One matrix product for each example: {@code dW += delta
 * columnsᵀ} with delta [filters, positions] and the columns of {@link Unfolding}.
 */
final class ConvolutionGradient {
  private final int filters;
  private final Unfolding unfolding;
  private final float[] image;
  private final FloatPointer columns;
  private final FloatBuffer columnValues;
  private final FloatPointer ones;

  ConvolutionGradient(NetworkSpec.Layer layer, Conv2d conv) {
    this.filters = conv.filters();
    this.unfolding = new Unfolding(layer.input(), layer.output(), conv.window());
    this.image = new float[layer.input().elements()];
    this.columns = new FloatPointer((long) unfolding.rows() * unfolding.positions());
    this.columnValues = columns.asBuffer();
    float[] values = new float[unfolding.positions()];
    Arrays.fill(values, 1);
    this.ones = new FloatPointer(values);
  }

  /**
   * Overwrites the gradients, for delta = dL/dz [rows, filters, height, width] in any memory order;
   * row-major and channels last need no copy.
   */
  void write(INDArray input, INDArray delta, Map<String, INDArray> gradients) {
    boolean last = ChannelsLast.is(delta);
    FloatBuffer images = Memory.floats(input);
    FloatPointer deltas = Memory.pointer(last ? delta : Memory.rowMajor(delta));
    FloatPointer weight = Memory.pointer(gradients.get(ConvolutionParamInitializer.WEIGHT_KEY));
    INDArray bias = gradients.get(ConvolutionParamInitializer.BIAS_KEY);
    int positions = unfolding.positions();
    for (int row = 0; row < input.size(0); row++) {
      images.get(row * image.length, image);
      columnValues.put(0, unfolding.of(image));
      float keep = row == 0 ? 0 : 1;
      deltas.position((long) row * filters * positions);
      cblas_sgemm(
          CblasRowMajor,
          last ? CblasTrans : CblasNoTrans,
          CblasTrans,
          filters,
          unfolding.rows(),
          positions,
          1,
          deltas,
          last ? filters : positions,
          columns,
          positions,
          keep,
          weight,
          unfolding.rows());
      if (bias != null) {
        cblas_sgemv(
            CblasRowMajor,
            last ? CblasTrans : CblasNoTrans,
            last ? positions : filters,
            last ? filters : positions,
            1,
            deltas,
            last ? filters : positions,
            ones,
            1,
            keep,
            Memory.pointer(bias),
            1);
      }
    }
  }
}
