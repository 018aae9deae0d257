package io.lockstep.bench.side;

import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/**
 * Pictures in a folder a class, as two files in MNIST's IDX format: pixels as unsigned bytes,
 * examples x channels (red, green, blue) x height x width, and labels in the order of the classes'
 * names.
 */
final class PictureFiles {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int CHANNELS = 3;

  private PictureFiles() {}

  /** Writes {@code train-images-idx4-ubyte.gz} and {@code train-labels-idx1-ubyte.gz}. */
  static void toIdx(Path classes, Path target) throws IOException {
    List<Path> folders = sorted(classes);
    int examples = 0;
    for (Path folder : folders) {
      examples += sorted(folder).size();
    }
    BufferedImage first = read(sorted(folders.get(0)).get(0));
    try (DataOutputStream images = idx(target.resolve("train-images-idx4-ubyte.gz"), 4);
        DataOutputStream labels = idx(target.resolve("train-labels-idx1-ubyte.gz"), 1)) {
      for (int size : new int[] {examples, CHANNELS, first.getHeight(), first.getWidth()}) {
        images.writeInt(size);
      }
      labels.writeInt(examples);
      for (int label = 0; label < folders.size(); label++) {
        for (Path picture : sorted(folders.get(label))) {
          images.write(planes(read(picture), first, picture));
          labels.writeByte(label);
        }
      }
    }
  }

  /** Red, green and blue plane, row by row. */
  private static byte[] planes(BufferedImage image, BufferedImage first, Path file)
      throws IOException {
    int width = image.getWidth();
    int height = image.getHeight();
    if (width != first.getWidth() || height != first.getHeight()) {
      throw new IOException(file + " is " + width + "x" + height + ", the first is not");
    }
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    byte[] planes = new byte[CHANNELS * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        planes[channel * pixels.length + i] = (byte) (pixels[i] >> 8 * (CHANNELS - 1 - channel));
      }
    }
    return planes;
  }

  private static BufferedImage read(Path picture) throws IOException {
    BufferedImage image = ImageIO.read(picture.toFile());
    if (image == null) {
      throw new IOException(picture + " is no picture");
    }
    return image;
  }

  private static DataOutputStream idx(Path file, int dimensions) throws IOException {
    DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)));
    out.writeInt(UNSIGNED_BYTE << 8 | dimensions);
    return out;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }
}
