package io.lockstep.bench.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Labelled pictures out of two files in MNIST's IDX format.
 *
 * @param shape of one picture: channels, height, width
 * @param pixels of all, picture by picture
 * @param labels one a picture
 */
record Pictures(int[] shape, byte[] pixels, byte[] labels) {
  /** Those for training, or ({@code t10k}) for testing. */
  static Pictures read(Path folder, String kind) throws IOException {
    Idx images = idx(folder, kind + "-images-idx*-ubyte.gz");
    Idx labels = idx(folder, kind + "-labels-idx1-ubyte.gz");
    int[] sizes = images.sizes;
    int[] shape =
        sizes.length == 3
            ? new int[] {1, sizes[1], sizes[2]}
            : new int[] {sizes[1], sizes[2], sizes[3]};
    return new Pictures(shape, images.content, labels.content);
  }

  int count() {
    return labels.length;
  }

  /** Pixels of one picture. */
  int size() {
    return shape[0] * shape[1] * shape[2];
  }

  /** A pixel of a picture, 0 to 255. */
  int pixel(int picture, int index) {
    return pixels[picture * size() + index] & 0xff;
  }

  private static Idx idx(Path folder, String pattern) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      for (Path file : found) {
        return idx(file);
      }
    }
    throw new IOException("Cannot find " + pattern + " in " + folder);
  }

  private static Idx idx(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new GZIPInputStream(raw, 1 << 16))) {
      int[] sizes = new int[in.readInt() & 0xff];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = in.readInt();
      }
      return new Idx(sizes, in.readAllBytes());
    }
  }

  private record Idx(int[] sizes, byte[] content) {}
}
