package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Shape;
import java.util.Arrays;

/**
 * The maxima of the windows of one image [height, width, channels], and where each was. The first
 * of equal values in row-major order wins; a NaN wins over all, so that it is seen.
 *
 * <p>Each row of the image is pooled along its width once, then the rows of a window are compared.
 * {@link LargerKeys} does both, for a row of all windows and channels at a time.
 */
final class MaxWindows {
  private final Shape in;
  private final Shape out;
  private final Window window;
  private final boolean rectified;

  /** A row of the image as keys; with its padding; of each window one column. */
  private final int[] row;

  private final int[] padded;
  private final int[] column;

  /** The largest of each window's row and its column; a ring of the rows that a window has. */
  private final int[][] rowKeys;

  private final int[][] rowPlaces;

  /** The largest of each window, and where: row x kernel width + column. */
  private final int[] keys;

  private final int[] places;
  private final int[] pooledLast;

  /** From the first element of a window to each of its elements, in the image. */
  private final int[] offsets;

  /**
   * @param rectified whether values below 0 count as 0, with no gradient: ReLU before the pooling
   */
  MaxWindows(Shape in, Shape out, Window window, boolean rectified) {
    this.in = in;
    this.out = out;
    this.window = window;
    this.rectified = rectified;
    int kernelWidth = window.kernel().width();
    int kernelHeight = window.kernel().height();
    int channels = in.channels();
    this.row = new int[in.width() * channels];
    this.padded = new int[((out.width() - 1) * window.stride().width() + kernelWidth) * channels];
    this.column = new int[out.width() * channels];
    this.rowKeys = new int[kernelHeight][column.length];
    this.rowPlaces = new int[kernelHeight][column.length];
    this.keys = new int[column.length];
    this.places = new int[column.length];
    this.pooledLast = new int[out.elements()];
    this.offsets = new int[kernelHeight * kernelWidth];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = (i / kernelWidth * in.width() + i % kernelWidth) * channels;
    }
  }

  /**
   * Pools an image.
   *
   * @param image bits of its floats [height, width, channels]
   * @param pooled receives the bits of the maxima [channels, height, width] of the output
   * @param places receives where they were, from {@code first} on, for {@link #scatter}
   */
  void pool(int[] image, int[] pooled, int[] places, int first) {
    int next = 0;
    for (int y = 0; y < out.height(); y++) {
      int top = y * window.stride().height();
      int bottom = top + window.kernel().height();
      for (next = Math.max(top, next); next < bottom; next++) {
        alongRow(image, next);
      }
      downRows(top);
      int to = y * column.length;
      System.arraycopy(keys, 0, pooledLast, to, column.length);
      System.arraycopy(this.places, 0, places, first + to, column.length);
    }
    ChannelsLast.fromLast(pooledLast, pooled, in.channels(), out.height() * out.width());
  }

  /** Of a row of the padded image. */
  private void alongRow(int[] image, int paddedRow) {
    readRow(image, paddedRow - window.padding().height());
    int[] largest = rowKeys[paddedRow % rowKeys.length];
    int[] columns = rowPlaces[paddedRow % rowKeys.length];
    readColumn(0, largest);
    Arrays.fill(columns, 0);
    for (int i = 1; i < window.kernel().width(); i++) {
      readColumn(i, column);
      LargerKeys.take(largest, columns, column, i);
    }
  }

  /** Keys of a row of the image; the lowest for padding. */
  private void readRow(int[] image, int y) {
    Arrays.fill(padded, Integer.MIN_VALUE);
    if (y >= 0 && y < in.height()) {
      System.arraycopy(image, y * row.length, row, 0, row.length);
      LargerKeys.fromBits(row);
      if (rectified) {
        LargerKeys.rectify(row);
      }
      int from = Math.min(window.padding().width() * in.channels(), padded.length);
      System.arraycopy(row, 0, padded, from, Math.min(row.length, padded.length - from));
    }
  }

  /** One column of each window of the padded row. */
  private void readColumn(int i, int[] to) {
    int channels = in.channels();
    int step = window.stride().width() * channels;
    for (int x = 0; x < out.width(); x++) {
      System.arraycopy(padded, i * channels + x * step, to, x * channels, channels);
    }
  }

  private void downRows(int top) {
    int ring = rowKeys.length;
    System.arraycopy(rowKeys[top % ring], 0, keys, 0, keys.length);
    System.arraycopy(rowPlaces[top % ring], 0, places, 0, places.length);
    for (int i = 1; i < ring; i++) {
      int next = (top + i) % ring;
      LargerKeys.take(keys, places, rowKeys[next], rowPlaces[next], i * window.kernel().width());
    }
    if (rectified) {
      LargerKeys.markPositive(places, keys);
    } else {
      LargerKeys.markAll(places);
    }
    LargerKeys.toBits(keys);
  }

  /**
   * The gradient of an image: each output's gradient is added where its maximum was.
   *
   * @param pooled gradient [channels, height, width] of the output
   * @param image receives it [height, width, channels]
   */
  void scatter(float[] pooled, int[] places, int first, float[] image) {
    Arrays.fill(image, 0);
    int channels = in.channels();
    int positions = out.height() * out.width();
    for (int y = 0; y < out.height(); y++) {
      int top = y * window.stride().height() - window.padding().height();
      for (int x = 0; x < out.width(); x++) {
        int left = x * window.stride().width() - window.padding().width();
        int corner = (top * in.width() + left) * channels;
        int position = y * out.width() + x;
        for (int c = 0; c < channels; c++) {
          int place = places[first + position * channels + c];
          int bits = Float.floatToRawIntBits(pooled[c * positions + position]) & -(place & 1);
          image[corner + offsets[place >> 1] + c] += Float.intBitsToFloat(bits);
        }
      }
    }
  }
}
