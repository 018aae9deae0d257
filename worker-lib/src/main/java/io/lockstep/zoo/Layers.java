package io.lockstep.zoo;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;

/**
 * Layers as the reference models have them: He's initial values, ReLU where nothing else is said.
 */
final class Layers {
  private Layers() {}

  static LayerSpec dense(int units) {
    return new LayerSpec.Dense(units, Activation.RELU, Initialization.HE, Bias.AUTO);
  }

  /** A convolution with ReLU. */
  static LayerSpec conv(int filters, int kernel, int stride, int padding) {
    return new LayerSpec.Conv2d(
        filters, window(kernel, stride, padding), Activation.RELU, Initialization.HE, Bias.AUTO);
  }

  /** A convolution without nonlinearity and bias, as residual networks have it. */
  static LayerSpec linear(int filters, int kernel, int stride, int padding) {
    return new LayerSpec.Conv2d(
        filters, window(kernel, stride, padding), Activation.IDENTITY, Initialization.HE, Bias.NO);
  }

  static LayerSpec maxPool(int kernel, int stride, int padding) {
    return new LayerSpec.Pool(Pooling.MAX, window(kernel, stride, padding));
  }

  static LayerSpec averageOfMaps() {
    return new LayerSpec.GlobalPool(Pooling.AVERAGE);
  }

  static LayerSpec relu() {
    return new LayerSpec.Activate(Activation.RELU);
  }

  static LayerSpec batchNorm() {
    return new LayerSpec.BatchNorm(0.9, 1e-5);
  }

  private static Window window(int kernel, int stride, int padding) {
    return new Window(Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding));
  }
}
