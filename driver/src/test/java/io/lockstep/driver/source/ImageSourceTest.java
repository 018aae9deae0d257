package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.Example.Bytes;
import io.lockstep.network.Shape;
import io.lockstep.seed.Seed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = TestingSession.start();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void readsColoursAsChannelsHeightWidth() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, 0x0A141E);
    image.setRGB(2, 1, 0xFFFEFD);
    save(image, "png", "p/cat/a.PNG");
    save(image, "png", "p/dog/b.png");
    ShardedData data = shard("p");
    assertEquals(Shape.image(3, 2, 3), data.shape());
    assertEquals(List.of("cat", "dog"), data.classes());
    String pixels = "[0, 10, 0, 0, 0, -1, 0, 20, 0, 0, 0, -2, 0, 30, 0, 0, 0, -3]";
    assertEquals(
        List.of("0 " + pixels + " [0.0]", "1 " + pixels + " [1.0]"),
        Contents.byId(data, Part.TRAINING));
    assertEquals(3, data.normalization().groups());
  }

  @Test
  void keepsGreyAsItIsStored() throws IOException {
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 100, 200, 255});
    save(image, "png", "g/0/a.png");
    save(image, "png", "g/1/b.png");
    ShardedData data = shard("g");
    assertEquals(Shape.image(1, 1, 4), data.shape());
    assertEquals("0 [0, 100, -56, -1] [0.0]", Contents.byId(data, Part.TRAINING).get(0));
  }

  @Test
  void readsJpegCloseToWhatWasWritten() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        image.setRGB(x, y, 0xC86432);
      }
    }
    save(image, "jpg", "j/a/a.jpg");
    save(image, "jpg", "j/b/b.JPEG");
    ShardedData data = shard("j");
    List<List<ShardedExample>> ranks = Contents.ofRanks(data);
    byte[] pixels = ((Bytes) ranks.get(0).get(0).example().features()).values();
    assertEquals(200, pixels[0] & 0xFF, 4);
    assertEquals(100, pixels[256] & 0xFF, 4);
    assertEquals(50, pixels[512] & 0xFF, 4);
  }

  @Test
  void leavesHiddenFilesAlone() throws IOException {
    save(noise(1), "png", "h/a/1.png");
    save(noise(2), "png", "h/b/2.png");
    Files.writeString(folder.resolve("h/_SUCCESS"), "");
    Files.writeString(folder.resolve("h/a/.DS_Store"), "hidden");
    Files.writeString(folder.resolve("h/LICENSE"), "beside the classes");
    assertEquals(2, shard("h").training());
  }

  @Test
  void namesEveryFileThatCannotBeUsed() throws IOException {
    save(noise(1), "png", "bad/a/1.png");
    save(noise(2), "jpg", "bad/a/2.jpg");
    save(new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB), "png", "bad/a/3.png");
    save(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY), "png", "bad/b/4.png");
    save(new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB), "png", "bad/b/5.png");
    Files.writeString(folder.resolve("bad/b/6.jpg"), "no picture");
    Files.writeString(folder.resolve("bad/b/7.txt"), "no picture");
    save(noise(32, 8), "jpg", "bad/b/8.jpg");
    byte[] whole = Files.readAllBytes(folder.resolve("bad/a/1.png"));
    Files.write(folder.resolve("bad/b/9.png"), Arrays.copyOf(whole, whole.length - 40));
    String report = failure("bad");
    assertEquals(
        """
        Cannot use the data: 7 bad rows of 9:
        bad/a/3.png: is 4x5 (height x width), the first picture is 4x4
        bad/b/4.png: has 1 channels, the first picture has 3
        bad/b/5.png: has 4 channels, the first picture has 3
        bad/b/6.jpg: is not a JPEG or PNG picture
        bad/b/7.txt: is not a picture (.jpg, .jpeg, .png)
        bad/b/8.jpg: is 32x32 (height x width), the first picture is 4x4
        bad/b/9.png: cannot be decoded:""",
        report.substring(0, report.lastIndexOf(": ") + 1));
  }

  @Test
  void refusesAJpegThatIsCutOff() throws IOException {
    save(noise(64, 1), "jpg", "cut/a/1.jpg");
    save(noise(64, 2), "jpg", "cut/b/2.jpg");
    byte[] whole = Files.readAllBytes(folder.resolve("cut/b/2.jpg"));
    Files.write(folder.resolve("cut/b/2.jpg"), Arrays.copyOf(whole, whole.length * 2 / 3));
    assertEquals(
        "Cannot use the data: 1 bad row of 2:\n"
            + "cut/b/2.jpg: is cut off: the rest of the picture is missing",
        failure("cut"));
  }

  @Test
  void wantsExactlyOneFolderForEachClass() throws IOException {
    save(noise(1), "png", "deep/train/a/1.png");
    save(noise(2), "png", "deep/test/a/2.png");
    save(noise(2), "png", "flat/2.png");
    assertEquals(
        "Cannot tell the format of deep by its name. Set data.format to csv, idx, parquet,"
            + " images, libsvm or text.",
        failure("deep"));
    assertEquals(
        "Cannot tell the class of flat/2.png: expected flat/class/picture.jpg, one folder for each"
            + " class.",
        failure("flat"));
    save(noise(1), "png", "mixed/a/1.png");
    save(noise(2), "png", "mixed/b/more/2.png");
    assertEquals(
        "Cannot tell the class of mixed/b/more: expected mixed/class/picture.jpg, one folder for"
            + " each class.",
        failure("mixed"));
  }

  @Test
  void givesTheSameForAnyNumberOfWorkers() throws IOException {
    for (int i = 0; i < 30; i++) {
      save(noise(i), i % 2 == 0 ? "png" : "jpg", "many/" + i % 3 + "/" + i + ".png");
    }
    ShardedData one = shard("many", 1);
    ShardedData three = shard("many", 3);
    assertEquals(one.fingerprint(), three.fingerprint());
    assertEquals(one.normalization(), three.normalization());
    assertTrue(one.normalization().groups() == 3 && one.training() == 30);
  }

  private ShardedData shard(String path) {
    return shard(path, 2);
  }

  private ShardedData shard(String path, int workers) {
    return Source.open(spark, TestingSpec.of(path).spec(), folder.toUri())
        .shard(workers, new Seed(1));
  }

  private String failure(String path) {
    LockstepException failure = assertThrows(LockstepException.class, () -> shard(path));
    assertEquals(ExitCode.DATA, failure.exitCode());
    return failure.getMessage();
  }

  private static BufferedImage noise(long seed) {
    return noise(4, seed);
  }

  private static BufferedImage noise(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      image.setRGB(i % size, i / size, random.nextInt(1 << 24));
    }
    return image;
  }

  private void save(BufferedImage image, String format, String name) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    assertTrue(ImageIO.write(image, format, path.toFile()));
  }
}
