package io.lockstep.network.dl4j;

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
 * Batch normalization (Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1) by loops over rows
 * that stay in the first caches: ND4J's, oneDNN's included, take several times as long, half of a
 * residual network's step. With M values a feature, sums over all of them, and h = (x - mean) /
 * sqrt(variance + epsilon),
 *
 * <pre>
 *   y  = scale h + shift
 *   dx = scale / sqrt(variance + epsilon) (dy - sum(dy) / M - h sum(dy h) / M)
 * </pre>
 *
 * <p>Inputs are [rows, features] or [rows, channels, height, width]; sums are float64.
 */
final class BatchNormLayer extends BatchNormalization implements MeasuredNorm {
  private static final long serialVersionUID = 1L;

  private final transient int features;
  private final transient int positions;
  private final transient double[] mean;
  private final transient double[] variance;
  private final transient double[] gradientSum;
  private final transient double[] productSum;

  /** One example's values, and those of its gradient. */
  private final transient float[] value;

  private final transient float[] gradient;

  private transient Optional<GlobalMoments> measured = Optional.empty();

  /**
   * Takes the place of {@code plain}, over the same parameters.
   *
   * @param features channels of an image
   * @param positions of each feature in an example, 1 if it is no image
   */
  BatchNormLayer(BatchNormalization plain, int features, int positions) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.features = features;
    this.positions = positions;
    this.mean = new double[features];
    this.variance = new double[features];
    this.gradientSum = new double[features];
    this.productSum = new double[features];
    this.value = new float[features * positions];
    this.gradient = new float[features * positions];
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray in = Memory.rowMajor(input);
    FloatBuffer x = Memory.floats(in);
    if (training || measured.isPresent()) {
      measure(x);
      if (measured.isPresent()) { // no lambda: this is the step's way too
        merge(x.capacity() / features, measured.get());
      }
    } else {
      read(BatchNormalizationParamInitializer.GLOBAL_MEAN, mean);
      read(BatchNormalizationParamInitializer.GLOBAL_VAR, variance);
    }
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, in.shape(), 'c');
    FloatBuffer y = Memory.floats(out);
    FloatBuffer scale = parameter(BatchNormalizationParamInitializer.GAMMA);
    FloatBuffer shift = parameter(BatchNormalizationParamInitializer.BETA);
    for (int from = 0; from < x.capacity(); from += value.length) {
      x.get(from, value);
      for (int f = 0; f < features; f++) {
        float slope = (float) (scale.get(f) * inverse(f));
        normalize(f * positions, (float) mean[f], slope, shift.get(f));
      }
      y.put(from, value);
    }
    return out;
  }

  @Override
  public void measureBy(GlobalMoments moments) {
    measured = Optional.of(moments);
  }

  @Override
  public void measureNoMore() {
    measured = Optional.empty();
  }

  /** Makes the statistics of this worker's values those of all workers'. */
  private void merge(int values, GlobalMoments moments) {
    double[] row = moments.forwardRow();
    row[0] = values;
    for (int f = 0; f < features; f++) {
      row[1 + f] = mean[f];
      row[1 + features + f] = variance[f] * values;
    }
    moments.exchangeForward();
    for (int f = 0; f < features; f++) {
      mean[f] = moments.mean(f);
      variance[f] = moments.variance(f);
    }
  }

  private void normalize(int at, float center, float slope, float shift) {
    for (int i = at; i < at + positions; i++) {
      value[i] = (value[i] - center) * slope + shift;
    }
  }

  /** Two passes, so that nothing cancels. */
  private void measure(FloatBuffer x) {
    Arrays.fill(mean, 0);
    Arrays.fill(variance, 0);
    double values = (double) x.capacity() / features;
    for (int from = 0; from < x.capacity(); from += value.length) {
      x.get(from, value);
      for (int f = 0; f < features; f++) {
        mean[f] += sum(f * positions) / values;
      }
    }
    for (int from = 0; from < x.capacity(); from += value.length) {
      x.get(from, value);
      for (int f = 0; f < features; f++) {
        variance[f] += squares(f * positions, mean[f]) / values;
      }
    }
  }

  /** Four sums that do not wait for each other. */
  private double sum(int at) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = at;
    for (; i < at + positions - 3; i += 4) {
      a += value[i];
      b += value[i + 1];
      c += value[i + 2];
      d += value[i + 3];
    }
    for (; i < at + positions; i++) {
      a += value[i];
    }
    return (a + b) + (c + d);
  }

  private double squares(int at, double center) {
    double a = 0;
    double b = 0;
    int i = at;
    for (; i < at + positions - 1; i += 2) {
      double first = value[i] - center;
      double second = value[i + 1] - center;
      a += first * first;
      b += second * second;
    }
    if (i < at + positions) {
      a += (value[i] - center) * (value[i] - center);
    }
    return a + b;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray in = Memory.rowMajor(input);
    FloatBuffer x = Memory.floats(in);
    INDArray above = Memory.rowMajor(epsilon);
    FloatBuffer dy = Memory.floats(above);
    sums(x, dy);
    writeGradients();
    if (getIndex() == 0) {
      return new Pair<>(new DefaultGradient(), null);
    }
    INDArray down =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, in.shape(), 'c');
    writeInputGradient(x, dy, Memory.floats(down));
    return new Pair<>(new DefaultGradient(), down);
  }

  private void sums(FloatBuffer x, FloatBuffer dy) {
    Arrays.fill(gradientSum, 0);
    Arrays.fill(productSum, 0);
    for (int from = 0; from < x.capacity(); from += value.length) {
      x.get(from, value);
      dy.get(from, gradient);
      for (int f = 0; f < features; f++) {
        addSums(f, f * positions);
      }
    }
  }

  private void addSums(int feature, int at) {
    double center = mean[feature];
    double a = 0;
    double b = 0;
    double productA = 0;
    double productB = 0;
    int i = at;
    for (; i < at + positions - 1; i += 2) {
      a += gradient[i];
      b += gradient[i + 1];
      productA += gradient[i] * (value[i] - center);
      productB += gradient[i + 1] * (value[i + 1] - center);
    }
    if (i < at + positions) {
      a += gradient[i];
      productA += gradient[i] * (value[i] - center);
    }
    gradientSum[feature] += a + b;
    productSum[feature] += (productA + productB) * inverse(feature);
  }

  /** For statistics old - new, which becomes their running average when it is subtracted. */
  private void writeGradients() {
    FloatBuffer oldMean = parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    FloatBuffer oldVariance = parameter(BatchNormalizationParamInitializer.GLOBAL_VAR);
    FloatBuffer scale = gradientOf(BatchNormalizationParamInitializer.GAMMA);
    FloatBuffer shift = gradientOf(BatchNormalizationParamInitializer.BETA);
    FloatBuffer means = gradientOf(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    FloatBuffer variances = gradientOf(BatchNormalizationParamInitializer.GLOBAL_VAR);
    double rest = 1 - layerConf().getDecay();
    for (int f = 0; f < features; f++) {
      shift.put(f, (float) gradientSum[f]);
      scale.put(f, (float) productSum[f]);
      means.put(f, (float) (rest * (oldMean.get(f) - mean[f])));
      variances.put(f, (float) (rest * (oldVariance.get(f) - variance[f])));
    }
  }

  private void writeInputGradient(FloatBuffer x, FloatBuffer dy, FloatBuffer dx) {
    FloatBuffer scale = parameter(BatchNormalizationParamInitializer.GAMMA);
    double values = (double) x.capacity() / features;
    for (int from = 0; from < x.capacity(); from += value.length) {
      x.get(from, value);
      dy.get(from, gradient);
      for (int f = 0; f < features; f++) {
        float factor = (float) (scale.get(f) * inverse(f));
        float average = (float) (gradientSum[f] / values);
        float slope = (float) (productSum[f] / values * inverse(f));
        inputGradient(f * positions, (float) mean[f], factor, average, slope);
      }
      dx.put(from, gradient);
    }
  }

  private void inputGradient(int at, float center, float factor, float average, float slope) {
    for (int i = at; i < at + positions; i++) {
      gradient[i] = factor * (gradient[i] - average - slope * (value[i] - center));
    }
  }

  private double inverse(int feature) {
    return 1 / Math.sqrt(variance[feature] + layerConf().getEps());
  }

  private void read(String name, double[] to) {
    FloatBuffer from = parameter(name);
    for (int f = 0; f < features; f++) {
      to[f] = from.get(f);
    }
  }

  private FloatBuffer parameter(String name) {
    return Memory.floats(paramTable().get(name));
  }

  private FloatBuffer gradientOf(String name) {
    return Memory.floats(gradientViews.get(name));
  }
}
