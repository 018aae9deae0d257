package io.lockstep.network.dl4j;

import io.lockstep.network.StatisticsExchange;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
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
 * Batch normalization by the statistics of the global batch (Ioffe and Szegedy 2015, arXiv
 * 1502.03167, algorithm 1, over all workers; "synchronized"). With the normalized input h, M values
 * a feature over all workers and sums over all of them,
 *
 * <pre>
 *   y  = scale h + shift,  h = (x - mean) / sqrt(variance + epsilon)
 *   dx = scale / sqrt(variance + epsilon) (dy - sum(dy) / M - h sum(dy h) / M)
 * </pre>
 *
 * <p>The gradients of scale and shift are this worker's, since the synchronizer sums them. Inputs
 * are [rows, features] or [rows, channels, height, width].
 */
final class GlobalBatchNormLayer extends BatchNormalization implements MeasuredNorm {
  private static final long serialVersionUID = 1L;

  private final transient GlobalMoments moments;
  private final transient double[] inverse;
  private final transient double[] center;
  private transient Optional<GlobalMoments> measured = Optional.empty();

  /** Takes the place of {@code plain}, over the same parameters. */
  GlobalBatchNormLayer(BatchNormalization plain, int features, StatisticsExchange exchange) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.moments = new GlobalMoments(features, exchange);
    this.inverse = new double[features];
    this.center = new double[features];
  }

  /** What a rank without examples exchanges in its place. */
  GlobalMoments moments() {
    return moments;
  }

  @Override
  public void measureBy(GlobalMoments others) {
    measured = Optional.of(others);
  }

  @Override
  public void measureNoMore() {
    measured = Optional.empty();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray in = Memory.rowMajor(input);
    FloatBuffer x = Memory.floats(in);
    int positions = positions(in);
    Optional<GlobalMoments> batch = training ? Optional.of(moments) : measured;
    if (batch.isPresent()) {
      measure(x, positions, batch.get().forwardRow());
      batch.get().exchangeForward();
    }
    center(batch);
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, in.shape(), 'c');
    FloatBuffer y = Memory.floats(out);
    FloatBuffer scale = parameter(BatchNormalizationParamInitializer.GAMMA);
    FloatBuffer shift = parameter(BatchNormalizationParamInitializer.BETA);
    for (int at = 0; at < x.capacity(); at += positions) {
      int feature = at / positions % inverse.length;
      double a = scale.get(feature) * inverse[feature];
      double b = shift.get(feature) - a * center[feature];
      for (int i = at; i < at + positions; i++) {
        y.put(i, (float) (a * x.get(i) + b));
      }
    }
    return out;
  }

  /** Two passes, so that nothing cancels. */
  private void measure(FloatBuffer x, int positions, double[] row) {
    int features = inverse.length;
    int values = x.capacity() / features;
    row[0] = values;
    Arrays.fill(row, 1, row.length, 0);
    for (int at = 0; at < x.capacity(); at += positions) {
      double sum = 0;
      for (int i = at; i < at + positions; i++) {
        sum += x.get(i);
      }
      row[1 + at / positions % features] += sum / values;
    }
    for (int at = 0; at < x.capacity(); at += positions) {
      int feature = at / positions % features;
      double mean = row[1 + feature];
      double sum = 0;
      for (int i = at; i < at + positions; i++) {
        double deviation = x.get(i) - mean;
        sum += deviation * deviation;
      }
      row[1 + features + feature] += sum;
    }
  }

  /** By the batch, or by the running statistics. */
  private void center(Optional<GlobalMoments> batch) {
    FloatBuffer mean = parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    FloatBuffer variance = parameter(BatchNormalizationParamInitializer.GLOBAL_VAR);
    for (int i = 0; i < inverse.length; i++) {
      double spread = batch.isPresent() ? batch.get().variance(i) : variance.get(i);
      center[i] = batch.isPresent() ? batch.get().mean(i) : mean.get(i);
      inverse[i] = 1 / Math.sqrt(spread + layerConf().getEps());
    }
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray in = Memory.rowMajor(input);
    FloatBuffer x = Memory.floats(in);
    INDArray above = Memory.rowMajor(epsilon);
    FloatBuffer dy = Memory.floats(above);
    int positions = positions(in);
    sum(x, dy, positions);
    writeGradients();
    moments.exchangeBackward();
    if (getIndex() == 0) {
      return new Pair<>(new DefaultGradient(), null);
    }
    INDArray down =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, in.shape(), 'c');
    writeInputGradient(x, dy, Memory.floats(down), positions);
    return new Pair<>(new DefaultGradient(), down);
  }

  private void sum(FloatBuffer x, FloatBuffer dy, int positions) {
    double[] row = moments.backwardRow();
    Arrays.fill(row, 0);
    for (int at = 0; at < x.capacity(); at += positions) {
      int feature = at / positions % inverse.length;
      double gradients = 0;
      double products = 0;
      for (int i = at; i < at + positions; i++) {
        gradients += dy.get(i);
        products += dy.get(i) * (x.get(i) - center[feature]);
      }
      row[feature] += gradients;
      row[inverse.length + feature] += products * inverse[feature];
    }
  }

  /** For statistics old - new, which becomes their running average when it is subtracted. */
  private void writeGradients() {
    double[] row = moments.backwardRow();
    FloatBuffer mean = parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    FloatBuffer variance = parameter(BatchNormalizationParamInitializer.GLOBAL_VAR);
    FloatBuffer scaleGradient = gradientOf(BatchNormalizationParamInitializer.GAMMA);
    FloatBuffer shiftGradient = gradientOf(BatchNormalizationParamInitializer.BETA);
    FloatBuffer meanGradient = gradientOf(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    FloatBuffer varianceGradient = gradientOf(BatchNormalizationParamInitializer.GLOBAL_VAR);
    double rest = 1 - layerConf().getDecay();
    for (int i = 0; i < inverse.length; i++) {
      shiftGradient.put(i, (float) row[i]);
      scaleGradient.put(i, (float) row[inverse.length + i]);
      meanGradient.put(i, (float) (rest * (mean.get(i) - moments.mean(i))));
      varianceGradient.put(i, (float) (rest * (variance.get(i) - moments.variance(i))));
    }
  }

  private void writeInputGradient(FloatBuffer x, FloatBuffer dy, FloatBuffer dx, int positions) {
    FloatBuffer scale = parameter(BatchNormalizationParamInitializer.GAMMA);
    for (int at = 0; at < x.capacity(); at += positions) {
      int feature = at / positions % inverse.length;
      double factor = scale.get(feature) * inverse[feature];
      double mean = moments.gradientSum(feature) / moments.count();
      double slope = moments.productSum(feature) / moments.count() * inverse[feature];
      for (int i = at; i < at + positions; i++) {
        double centered = x.get(i) - center[feature];
        dx.put(i, (float) (factor * (dy.get(i) - mean - slope * centered)));
      }
    }
  }

  private int positions(INDArray in) {
    return (int) (in.length() / (in.size(0) * inverse.length));
  }

  private FloatBuffer parameter(String name) {
    return Memory.floats(paramTable().get(name));
  }

  private FloatBuffer gradientOf(String name) {
    return Memory.floats(gradientViews.get(name));
  }
}
