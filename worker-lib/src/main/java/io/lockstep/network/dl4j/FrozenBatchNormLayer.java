package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch normalization that is not trained: by its running statistics always, {@code y = a x + b}
 * for each feature (map), with {@code a = scale / sqrt(variance + epsilon)} and {@code b = shift -
 * a mean}, so that {@code dx = a dy}. Inputs are [rows, features] or [rows, channels, height,
 * width].
 */
final class FrozenBatchNormLayer extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  /** Takes the place of {@code plain}, over the same parameters. */
  FrozenBatchNormLayer(BatchNormalization plain) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    float[] factors = factors();
    return map(input, factors, shifts(factors), ArrayType.ACTIVATIONS, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    float[] factors = factors();
    INDArray down =
        map(epsilon, factors, new float[factors.length], ArrayType.ACTIVATION_GRAD, workspaces);
    return new Pair<>(new DefaultGradient(), down);
  }

  private static INDArray map(
      INDArray values, float[] a, float[] b, ArrayType type, LayerWorkspaceMgr workspaces) {
    INDArray from = Memory.rowMajor(values);
    INDArray to = workspaces.createUninitialized(type, DataType.FLOAT, from.shape(), 'c');
    FloatBuffer x = Memory.floats(from);
    FloatBuffer y = Memory.floats(to);
    int positions = (int) (from.length() / (from.size(0) * a.length));
    for (int at = 0; at < x.capacity(); at += positions) {
      int feature = at / positions % a.length;
      for (int i = at; i < at + positions; i++) {
        y.put(i, a[feature] * x.get(i) + b[feature]);
      }
    }
    return to;
  }

  private float[] factors() {
    FloatBuffer scale = parameter(BatchNormalizationParamInitializer.GAMMA);
    FloatBuffer variance = parameter(BatchNormalizationParamInitializer.GLOBAL_VAR);
    float[] factors = new float[variance.capacity()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) (scale.get(i) / Math.sqrt(variance.get(i) + layerConf().getEps()));
    }
    return factors;
  }

  private float[] shifts(float[] factors) {
    FloatBuffer shift = parameter(BatchNormalizationParamInitializer.BETA);
    FloatBuffer mean = parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    float[] shifts = new float[factors.length];
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = shift.get(i) - factors[i] * mean.get(i);
    }
    return shifts;
  }

  private FloatBuffer parameter(String name) {
    return Memory.floats(paramTable().get(name));
  }
}
