package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Shape;

/**
 * Lays the windows of an image side by side ("im2col"), so that a convolution becomes a matrix
 * product: row (c, i, j) of the columns [channels x kernel, positions] holds what element (i, j) of
 * the kernel sees of channel c at each output position; padding is 0.
 */
final class Unfolding {
  private final Shape in;
  private final Shape out;
  private final Window window;
  private final float[] columns;

  Unfolding(Shape in, Shape out, Window window) {
    this.in = in;
    this.out = out;
    this.window = window;
    this.columns = new float[Math.multiplyExact(rows(), positions())];
  }

  int rows() {
    return in.channels() * window.kernel().height() * window.kernel().width();
  }

  int positions() {
    return out.height() * out.width();
  }

  /**
   * The columns of an image [channels, height, width]; overwritten by the next call. Where padding
   * is never changes, so that its zeros stay.
   */
  float[] of(float[] image) {
    int row = 0;
    for (int c = 0; c < in.channels(); c++) {
      for (int i = 0; i < window.kernel().height(); i++) {
        for (int j = 0; j < window.kernel().width(); j++, row++) {
          unfold(image, c * in.height(), i, j, row * positions());
        }
      }
    }
    return columns;
  }

  private void unfold(float[] image, int firstRow, int i, int j, int to) {
    int stride = window.stride().width();
    int left = j - window.padding().width();
    int from = left < 0 ? (stride - 1 - left) / stride : 0;
    int end = Math.min(out.width(), (in.width() - 1 - left) / stride + 1);
    for (int y = 0; y < out.height(); y++) {
      int sourceY = y * window.stride().height() - window.padding().height() + i;
      if (sourceY >= 0 && sourceY < in.height() && from < end) {
        int source = (firstRow + sourceY) * in.width() + left;
        int target = to + y * out.width();
        if (stride == 1) {
          System.arraycopy(image, source + from, columns, target + from, end - from);
        } else {
          for (int x = from; x < end; x++) {
            columns[target + x] = image[source + x * stride];
          }
        }
      }
    }
  }
}
