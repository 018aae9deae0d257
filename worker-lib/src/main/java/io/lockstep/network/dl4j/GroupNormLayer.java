package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.elementwise.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Group normalization (Wu and He 2018, arXiv 1803.08494, equations 1, 2 and 7): each example's
 * features fall into groups, each normalized by its own mean and variance over features and
 * positions, the same in training and inference. One group is layer normalization (Ba et al. 2016,
 * arXiv 1607.06450), one feature map a group instance normalization. Within a group of M values,
 * with g = scale dy,
 *
 * <pre>
 *   y  = scale h + shift,  h = (x - mean) / sqrt(variance + epsilon)
 *   dx = (g - mean(g) - h mean(g h)) / sqrt(variance + epsilon)
 * </pre>
 *
 * <p>Inputs are [rows, features] or [rows, channels, height, width].
 */
final class GroupNormLayer extends ElementWiseMultiplicationLayer {
  private static final long serialVersionUID = 1L;

  private final int features;
  private final int groups;
  private final double epsilon;
  private final transient double[] scaleSums;
  private final transient double[] shiftSums;
  private transient float[] x = {};
  private transient float[] dy = {};
  private double mean;
  private double inverse;

  /** Takes the place of {@code plain}, over the same parameters. */
  GroupNormLayer(ElementWiseMultiplicationLayer plain, int features, int groups, double epsilon) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.features = features;
    this.groups = groups;
    this.epsilon = epsilon;
    this.scaleSums = new double[features];
    this.shiftSums = new double[features];
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray in = Memory.rowMajor(input);
    FloatBuffer from = Memory.floats(in);
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, in.shape(), 'c');
    FloatBuffer to = Memory.floats(out);
    FloatBuffer scale = parameter(DefaultParamInitializer.WEIGHT_KEY);
    FloatBuffer shift = parameter(DefaultParamInitializer.BIAS_KEY);
    int group = prepare(in);
    int positions = group * groups / features;
    for (int at = 0; at < from.capacity(); at += group) {
      from.get(at, x, 0, group);
      measure();
      int feature = at / positions % features;
      for (int i = 0; i < group; feature++) {
        double a = scale.get(feature) * inverse;
        double b = shift.get(feature) - a * mean;
        for (int end = i + positions; i < end; i++) {
          x[i] = (float) (a * x[i] + b);
        }
      }
      to.put(at, x, 0, group);
    }
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray above, LayerWorkspaceMgr workspaces) {
    INDArray in = Memory.rowMajor(input);
    FloatBuffer from = Memory.floats(in);
    INDArray gradient = Memory.rowMajor(above);
    FloatBuffer gradients = Memory.floats(gradient);
    INDArray down =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, in.shape(), 'c');
    FloatBuffer to = Memory.floats(down);
    int group = prepare(in);
    int positions = group * groups / features;
    Arrays.fill(scaleSums, 0);
    Arrays.fill(shiftSums, 0);
    for (int at = 0; at < from.capacity(); at += group) {
      from.get(at, x, 0, group);
      gradients.get(at, dy, 0, group);
      measure();
      backward(at / positions % features, positions);
      to.put(at, dy, 0, group);
    }
    write(scaleSums, DefaultParamInitializer.WEIGHT_KEY);
    write(shiftSums, DefaultParamInitializer.BIAS_KEY);
    return new Pair<>(new DefaultGradient(), down);
  }

  /** Replaces the gradient of a group by that of its input; adds up those of scale and shift. */
  private void backward(int firstFeature, int positions) {
    FloatBuffer scale = parameter(DefaultParamInitializer.WEIGHT_KEY);
    double sum = 0;
    double products = 0;
    for (int i = 0, feature = firstFeature; i < x.length; feature++) {
      double scaleSum = 0;
      double shiftSum = 0;
      for (int end = i + positions; i < end; i++) {
        shiftSum += dy[i];
        scaleSum += dy[i] * (x[i] - mean);
      }
      scaleSums[feature] += scaleSum * inverse;
      shiftSums[feature] += shiftSum;
      sum += shiftSum * scale.get(feature);
      products += scaleSum * inverse * scale.get(feature);
    }
    double offset = sum / x.length;
    double slope = products / x.length * inverse;
    for (int i = 0, feature = firstFeature; i < x.length; feature++) {
      double factor = scale.get(feature);
      for (int end = i + positions; i < end; i++) {
        dy[i] = (float) (inverse * (factor * dy[i] - offset - slope * (x[i] - mean)));
      }
    }
  }

  /** Mean and deviation of the group at hand, in two passes. */
  private void measure() {
    double sum = 0;
    for (float value : x) {
      sum += value;
    }
    mean = sum / x.length;
    double squares = 0;
    for (float value : x) {
      squares += (value - mean) * (value - mean);
    }
    inverse = 1 / Math.sqrt(squares / x.length + epsilon);
  }

  /** Returns the values of a group. */
  private int prepare(INDArray in) {
    int group = (int) (in.length() / (in.size(0) * groups));
    if (x.length != group) {
      x = new float[group];
      dy = new float[group];
    }
    return group;
  }

  private void write(double[] sums, String name) {
    FloatBuffer to = Memory.floats(gradientViews.get(name));
    for (int i = 0; i < sums.length; i++) {
      to.put(i, (float) sums[i]);
    }
  }

  private FloatBuffer parameter(String name) {
    return Memory.floats(paramTable().get(name));
  }
}
