package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Max pooling in Java, which remembers where each maximum was. oneDNN and ND4J look for it again in
 * the backward pass, and for [rows, channels, height, width] both are several times slower than
 * this loop. The first of equal values wins; a NaN wins over all, so that it is seen.
 */
final class MaxPoolLayer extends SubsamplingLayer {
  private static final long serialVersionUID = 1L;

  private final transient Shape in;
  private final transient Shape out;
  private final transient Window window;
  private final transient float[] plane;
  private final transient long[] keys;
  private final transient float[] pooled;

  /** For each output of a batch, which element of its plane was the largest. */
  private transient int[] largest = {};

  /** Takes the place of {@code plain}. */
  MaxPoolLayer(SubsamplingLayer plain, NetworkSpec.Layer layer, Window window) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    this.in = layer.input();
    this.out = layer.output();
    this.window = window;
    this.plane = new float[in.height() * in.width()];
    this.keys = new long[plane.length];
    this.pooled = new float[out.height() * out.width()];
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    long rows = input.size(0);
    INDArray result = create(ArrayType.ACTIVATIONS, out, rows, workspaces);
    FloatBuffer from = Memory.floats(Memory.rowMajor(input));
    FloatBuffer to = Memory.floats(result);
    if (largest.length < to.capacity()) {
      largest = new int[to.capacity()];
    }
    for (int i = 0, planes = (int) rows * in.channels(); i < planes; i++) {
      from.get(i * plane.length, plane);
      pool(i * pooled.length);
      to.put(i * pooled.length, pooled);
    }
    return result;
  }

  /** Pools one plane; what was largest goes to {@code largest} from {@code first} on. */
  private void pool(int first) {
    for (int i = 0; i < plane.length; i++) {
      keys[i] = key(plane[i], i);
    }
    int strideX = window.stride().width();
    int o = 0;
    for (int y = 0; y < out.height(); y++) {
      int top = y * window.stride().height() - window.padding().height();
      int fromY = Math.max(top, 0);
      int toY = Math.min(top + window.kernel().height(), in.height());
      for (int x = 0; x < out.width(); x++, o++) {
        int left = x * strideX - window.padding().width();
        int fromX = Math.max(left, 0);
        int toX = Math.min(left + window.kernel().width(), in.width());
        int at = indexOfMax(fromY, toY, fromX, toX);
        largest[first + o] = at;
        pooled[o] = plane[at];
      }
    }
  }

  /**
   * Orders values, NaN last, and among equal ones the first highest. The maximum of such numbers
   * needs no branch, which for the data of a network is guessed wrong half of the time.
   */
  private static long key(float value, int index) {
    int bits = Float.floatToIntBits(value);
    int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ordered << Integer.SIZE) | (Integer.MAX_VALUE - index);
  }

  private int indexOfMax(int fromY, int toY, int fromX, int toX) {
    long max = Long.MIN_VALUE;
    for (int y = fromY; y < toY; y++) {
      for (int i = y * in.width() + fromX, end = y * in.width() + toX; i < end; i++) {
        max = Math.max(max, keys[i]);
      }
    }
    return Integer.MAX_VALUE - (int) max;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    long rows = epsilon.size(0);
    INDArray result = create(ArrayType.ACTIVATION_GRAD, in, rows, workspaces);
    FloatBuffer from = Memory.floats(Memory.rowMajor(epsilon));
    FloatBuffer to = Memory.floats(result);
    for (int i = 0, planes = (int) rows * in.channels(); i < planes; i++) {
      Arrays.fill(plane, 0);
      from.get(i * pooled.length, pooled);
      for (int o = 0; o < pooled.length; o++) {
        plane[largest[i * pooled.length + o]] += pooled[o];
      }
      to.put(i * plane.length, plane);
    }
    return new Pair<>(new DefaultGradient(), result);
  }

  private static INDArray create(
      ArrayType type, Shape shape, long rows, LayerWorkspaceMgr workspaces) {
    return workspaces.createUninitialized(
        type, DataType.FLOAT, rows, shape.channels(), shape.height(), shape.width());
  }
}
