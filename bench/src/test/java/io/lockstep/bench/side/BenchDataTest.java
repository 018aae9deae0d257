package io.lockstep.bench.side;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchDataTest {
  @TempDir private Path folder;

  @Test
  void whatIsAbsentIsNamedWithTheOptionThatHelps() {
    assertEquals(
        Optional.of("No MNIST in " + folder + ": --data DIR says where it is."),
        data().absence(DataSource.MNIST));
    assertTrue(data().absence(DataSource.CIFAR10).isPresent());
  }

  /** Lossless pictures, so that every byte is known. */
  @Test
  void picturesBecomePlanesInTheOrderOfTheirClasses() throws IOException, InterruptedException {
    picture("b", "0.png", 0x102030, 0x405060);
    picture("a", "1.png", 0x010203, 0x040506);
    assertEquals(Optional.empty(), data().absence(DataSource.CIFAR10));

    Path idx = data().asIdx(DataSource.CIFAR10);

    assertArrayEquals(
        new byte[] {
          0, 0, 8, 4, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, //
          1, 4, 2, 5, 3, 6, 0x10, 0x40, 0x20, 0x50, 0x30, 0x60
        },
        unzipped(idx.resolve("train-images-idx4-ubyte.gz")));
    assertArrayEquals(
        new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 0, 1},
        unzipped(idx.resolve("train-labels-idx1-ubyte.gz")));
    assertFalse(Files.exists(folder.resolve("prepared/cifar10-idx.part")));
  }

  @Test
  void unpacksOnceWhatIsPacked() throws IOException, InterruptedException {
    picture("a", "1.png", 1, 2);
    Files.createDirectories(folder.resolve("cifar10-jpeg"));
    Process tar =
        new ProcessBuilder("tar", "-czf", "../cifar10-jpeg/train.tar.gz", "train")
            .directory(folder.resolve("cifar10").toFile())
            .start();
    assertEquals(0, tar.waitFor());
    BenchData.delete(folder.resolve("cifar10"));

    Path unpacked = data().forPlan(DataSource.CIFAR10);

    assertTrue(Files.isRegularFile(unpacked.resolve("train/a/1.png")));
    Files.delete(folder.resolve("cifar10-jpeg/train.tar.gz"));
    Files.createFile(folder.resolve("cifar10-jpeg/train.tar.gz"));
    assertEquals(unpacked, data().forPlan(DataSource.CIFAR10));
  }

  private BenchData data() {
    return new BenchData(folder, folder.resolve("prepared"));
  }

  private void picture(String type, String name, int... pixels) throws IOException {
    Path file = folder.resolve("cifar10/train").resolve(type).resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(pixels.length, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, pixels.length, 1, pixels, 0, pixels.length);
    ImageIO.write(image, "png", file.toFile());
  }

  private static byte[] unzipped(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
