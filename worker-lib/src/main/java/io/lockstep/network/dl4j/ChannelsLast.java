package io.lockstep.network.dl4j;

import io.lockstep.network.Shape;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images whose memory is [rows, height, width, channels] while their shape stays DL4J's, [rows,
 * channels, height, width]: so a loop over channels reads memory in order, and oneDNN reads and
 * writes either at the same speed.
 */
final class ChannelsLast {
  /** Positions that are copied together: a cache line of them. */
  private static final int BLOCK = 16;

  private ChannelsLast() {}

  static INDArray create(ArrayType type, Shape shape, long rows, LayerWorkspaceMgr workspaces) {
    return workspaces
        .createUninitialized(
            type, DataType.FLOAT, rows, shape.height(), shape.width(), shape.channels())
        .permute(0, 3, 1, 2);
  }

  /** Whether the memory of [rows, channels, height, width] is so, without gaps. */
  static boolean is(INDArray array) {
    long channels = array.size(1);
    long width = array.size(3);
    return array.stride(1) == 1
        && array.stride(3) == channels
        && array.stride(2) == width * channels
        && array.stride(0) == array.size(2) * width * channels;
  }

  /** From [channels, positions] to [positions, channels]. */
  static void toLast(int[] first, int[] last, int channels, int positions) {
    for (int from = 0; from < positions; from += BLOCK) {
      int to = Math.min(positions, from + BLOCK);
      for (int c = 0; c < channels; c++) {
        for (int p = from; p < to; p++) {
          last[p * channels + c] = first[c * positions + p];
        }
      }
    }
  }

  /** From [positions, channels] to [channels, positions]. */
  static void fromLast(int[] last, int[] first, int channels, int positions) {
    for (int from = 0; from < positions; from += BLOCK) {
      int to = Math.min(positions, from + BLOCK);
      for (int c = 0; c < channels; c++) {
        for (int p = from; p < to; p++) {
          first[c * positions + p] = last[p * channels + c];
        }
      }
    }
  }
}
