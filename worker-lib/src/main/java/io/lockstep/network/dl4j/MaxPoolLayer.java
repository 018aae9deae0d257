package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Max pooling by {@link MaxWindows}, which remembers where each maximum was. oneDNN and ND4J look
 * for it again in the backward pass, and both are several times slower. Its gradient has the memory
 * order of its input; its output is row-major, as the layers after it read it fastest.
 */
final class MaxPoolLayer extends SubsamplingLayer {
  private static final long serialVersionUID = 1L;

  private final transient Shape in;
  private final transient Shape out;
  private final transient MaxWindows windows;
  private final transient int[] image;
  private final transient int[] imageChannelsFirst;
  private final transient int[] pooled;
  private final transient float[] imageGradient;
  private final transient float[] pooledGradient;

  /** For each output of a batch, where it came from. */
  private transient int[] places = {};

  private transient boolean channelsLast;

  /**
   * Takes the place of {@code plain}.
   *
   * @param rectified whether it does the ReLU of the layer before it
   */
  MaxPoolLayer(SubsamplingLayer plain, NetworkSpec.Layer layer, Window window, boolean rectified) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    this.in = layer.input();
    this.out = layer.output();
    this.windows = new MaxWindows(in, out, window, rectified);
    this.image = new int[in.elements()];
    this.imageChannelsFirst = new int[in.elements()];
    this.pooled = new int[out.elements()];
    this.imageGradient = new float[in.elements()];
    this.pooledGradient = new float[out.elements()];
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    int rows = (int) input.size(0);
    channelsLast = ChannelsLast.is(input);
    INDArray result = create(ArrayType.ACTIVATIONS, out, rows, workspaces);
    IntBuffer from = Memory.bits(channelsLast ? input : Memory.rowMajor(input));
    IntBuffer to = Memory.bits(result);
    if (places.length < to.capacity()) {
      places = new int[to.capacity()];
    }
    for (int row = 0; row < rows; row++) {
      read(from, row);
      windows.pool(image, pooled, places, row * pooled.length);
      to.put(row * pooled.length, pooled);
    }
    return result;
  }

  private void read(IntBuffer images, int row) {
    if (channelsLast) {
      images.get(row * image.length, image);
    } else {
      images.get(row * image.length, imageChannelsFirst);
      ChannelsLast.toLast(imageChannelsFirst, image, in.channels(), in.height() * in.width());
    }
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    int rows = (int) epsilon.size(0);
    INDArray result = ChannelsLast.create(ArrayType.ACTIVATION_GRAD, in, rows, workspaces);
    FloatBuffer from = Memory.floats(Memory.rowMajor(epsilon));
    FloatBuffer to = Memory.floats(result);
    for (int row = 0; row < rows; row++) {
      from.get(row * pooledGradient.length, pooledGradient);
      windows.scatter(pooledGradient, places, row * pooledGradient.length, imageGradient);
      to.put(row * imageGradient.length, imageGradient);
    }
    INDArray ordered =
        channelsLast ? result : workspaces.dup(ArrayType.ACTIVATION_GRAD, result, 'c');
    return new Pair<>(new DefaultGradient(), ordered);
  }

  private static INDArray create(
      ArrayType type, Shape shape, long rows, LayerWorkspaceMgr workspaces) {
    return workspaces.createUninitialized(
        type, DataType.FLOAT, rows, shape.channels(), shape.height(), shape.width());
  }
}
