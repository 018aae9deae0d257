package io.lockstep.bench.engine;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;

/**
 * Multiplications and additions of a layer's matrix products; what is left of its time is not
 * arithmetic that counts.
 */
final class Arithmetic {
  private Arithmetic() {}

  /** Of one example's forward pass: 2 x weights x positions; 0 for a layer without weights. */
  static double forward(NetworkSpec.Layer layer) {
    if (layer.isDense()) {
      return 2.0 * layer.input().elements() * layer.output().elements();
    } else if (layer.spec() instanceof LayerSpec.Conv2d conv) {
      Size2d kernel = conv.window().kernel();
      Shape out = layer.output();
      return 2.0 * layer.input().channels() * kernel.height() * kernel.width() * out.elements();
    }
    return 0;
  }

  /** The gradients of weights and input, each as much; a first layer's input needs none. */
  static double backward(NetworkSpec.Layer layer, int place) {
    return forward(layer) * (place == 0 ? 1 : 2);
  }
}
