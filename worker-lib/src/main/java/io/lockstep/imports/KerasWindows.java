package io.lockstep.imports;

import static io.lockstep.imports.KerasFlow.ANY;

import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import java.util.List;

/**
 * Windows of convolutions and pooling. Keras' {@code same} gives ceil(size / stride) positions and
 * pads what that needs, the odd zero at the end; ours pads both sides alike, so that a padding that
 * is odd for the model's size of images is refused.
 */
final class KerasWindows {
  private final Settings layer;
  private final KerasFlow input;

  private KerasWindows(Settings layer, KerasFlow input) {
    this.layer = layer;
    this.input = input;
  }

  /**
   * The window of a layer.
   *
   * @param input an image
   * @param kernelKey Keras' key for the size of the window
   */
  static Window of(Settings layer, KerasFlow input, String kernelKey) {
    KerasWindows windows = new KerasWindows(layer, input);
    List<Integer> kernel = layer.sizes(kernelKey, 2, 1);
    List<Integer> stride = layer.has("strides") ? layer.sizes("strides", 2, 1) : kernel;
    String mode = layer.text("padding");
    if (!mode.equals("same") && !mode.equals("valid")) {
      throw layer.refused("'padding' is " + mode + "; Lockstep has same and valid");
    }
    int[] padding = new int[2];
    for (int side = 0; side < 2 && mode.equals("same"); side++) {
      padding[side] = windows.same(side, kernel.get(side), stride.get(side));
    }
    try {
      return new Window(pair(kernel), pair(stride), new Size2d(padding[0], padding[1]));
    } catch (IllegalArgumentException e) {
      throw layer.refused(e.getMessage());
    }
  }

  /** What comes out of it, with that many channels. */
  static List<Integer> output(KerasFlow input, Window window, int channels) {
    return List.of(
        positions(
            input.sizes().get(0),
            window.kernel().height(),
            window.stride().height(),
            window.padding().height()),
        positions(
            input.sizes().get(1),
            window.kernel().width(),
            window.stride().width(),
            window.padding().width()),
        channels);
  }

  private static int positions(int size, int kernel, int stride, int padding) {
    return size == ANY
        ? ANY
        : Math.toIntExact(Math.floorDiv(size + 2L * padding - kernel, stride) + 1);
  }

  private int same(int side, int kernel, int stride) {
    int size = input.sizes().get(side);
    if (size == ANY && stride != 1) {
      throw layer.refused(
          "its padding is 'same' with stride " + stride + " for images of any size; fix the size");
    }
    long positions = (size + stride - 1L) / stride;
    long needed = stride == 1 ? kernel - 1 : (positions - 1) * stride + kernel - size;
    long all = Math.max(0, needed);
    if (all % 2 != 0) {
      throw layer.refused(
          ("its padding is 'same' with kernel %d and stride %d for size %s, which pads one side"
                  + " more than the other; Lockstep pads both alike. Use 'valid', or a kernel for"
                  + " which the sides are equal")
              .formatted(kernel, stride, size == ANY ? "any" : size));
    }
    return Math.toIntExact(all / 2);
  }

  private static Size2d pair(List<Integer> sizes) {
    return new Size2d(sizes.get(0), sizes.get(1));
  }
}
