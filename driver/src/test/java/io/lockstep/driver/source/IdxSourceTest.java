package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.network.Shape;
import io.lockstep.seed.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxSourceTest {
  private static final String IMAGES = "t-images-idx3-ubyte";
  private static final String LABELS = "t-labels-idx1-ubyte";
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
  void readsPicturesAsBytesPlainOrCompressed() throws IOException {
    List<String> expected =
        List.of(
            "0 [0, 1, 2, 3, 4, 5] [1.0]",
            "1 [6, 7, 8, 9, 10, 11] [0.0]",
            "2 [12, 13, 14, 15, 16, -1] [1.0]");
    byte[] images = images(3);
    images[images.length - 1] = (byte) 255;
    write(IMAGES, images);
    write(LABELS, labels(7, 5, 7));
    ShardedData plain = shard(IMAGES);
    write(IMAGES + ".gz", gzip(images));
    write(LABELS + ".gz", gzip(labels(7, 5, 7)));
    ShardedData compressed = shard(IMAGES + ".gz");
    assertEquals(expected, Contents.byId(plain, Part.TRAINING));
    assertEquals(expected, Contents.byId(compressed, Part.TRAINING));
    assertEquals(plain.fingerprint(), compressed.fingerprint());
    assertEquals(Shape.image(1, 2, 3), plain.shape());
    assertEquals(List.of("5", "7"), plain.classes());
  }

  @Test
  void readsBigEndianFloatsAsRegression() throws IOException {
    write(
        "v-images-idx2-float.idx",
        idx(
            0x0D,
            ByteBuffer.allocate(16).putFloat(1.5f).putFloat(-2).putFloat(3).putFloat(1e9f).array(),
            2,
            2));
    write("v-labels-idx1-float.idx", idx(0x0B, new byte[] {1, 0, -1, -1}, 2));
    ShardedData data =
        Source.open(
                spark,
                TestingSpec.of("v-images-idx2-float.idx")
                    .regression()
                    .normalization(new NormalizationSpec.None())
                    .spec(),
                folder.toUri())
            .shard(2, new Seed(1));
    assertEquals(
        List.of("0 [1.5, -2.0] [256.0]", "1 [3.0, 1.0E9] [-1.0]"),
        Contents.byId(data, Part.TRAINING));
  }

  @Test
  void refusesAFileThatIsShorterThanItsHeaderPromises() throws IOException {
    write(IMAGES, Arrays.copyOf(images(3), 16 + 17));
    write(LABELS, labels(0, 1, 0));
    assertEquals(
        "Cannot use t-images-idx3-ubyte as IDX: its header promises 3 records of 6 bytes (34 bytes"
            + " with the header), the file has 33 bytes.",
        failure(IMAGES));
  }

  @Test
  void refusesACompressedFileThatEndsEarlyOrLate() throws IOException {
    write(LABELS + ".gz", gzip(labels(0, 1, 0)));
    write(IMAGES + ".gz", gzip(Arrays.copyOf(images(3), 16 + 17)));
    assertEquals(
        "Cannot use the data: 1 bad row of 3:\n"
            + "t-images-idx3-ubyte.gz: ends after 2 of 3 records",
        failure(IMAGES + ".gz"));
    write(IMAGES + ".gz", gzip(Arrays.copyOf(images(3), 16 + 19)));
    assertEquals(
        "Cannot use the data: 1 bad row of 4:\n"
            + "t-images-idx3-ubyte.gz: goes on after the 3 records that its header promises",
        failure(IMAGES + ".gz"));
  }

  @Test
  void refusesSizesThatNoFileOfThisLengthCanHold() throws IOException {
    write(LABELS + ".gz", gzip(labels(0, 1, 0)));
    write(IMAGES + ".gz", gzip(idx(0x08, new byte[8], 3, 1 << 20, 1 << 10)));
    String message = failure(IMAGES + ".gz");
    assertEquals(
        "Cannot use t-images-idx3-ubyte.gz as IDX: its header promises 3 records of 1073741824"
            + " bytes (3221225488 bytes with the header), the file has ",
        message.substring(0, message.indexOf("has ") + 4));
    write(IMAGES + ".gz", gzip(idx(0x08, new byte[8], 3, 1 << 20, 1 << 20)));
    assertEquals(
        "Cannot use t-images-idx3-ubyte.gz as IDX: its header names impossible sizes [3, 1048576,"
            + " 1048576].",
        failure(IMAGES + ".gz"));
    write(IMAGES + ".gz", gzip(idx(0x08, new byte[8], -3, 2, 2)));
    assertEquals(
        "Cannot use t-images-idx3-ubyte.gz as IDX: its header names impossible sizes [-3, 2, 2].",
        failure(IMAGES + ".gz"));
  }

  @Test
  void refusesWhatIsNoIdxOrHasNoLabels() throws IOException {
    write(IMAGES, "not an IDX file".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "Cannot use t-images-idx3-ubyte as IDX: it begins with 6e6f7420, which is not the magic"
            + " number of IDX.",
        failure(IMAGES));
    write(IMAGES, images(3));
    assertEquals(
        "Cannot find the labels of t-images-idx3-ubyte: there is no t-labels-idx1-ubyte beside it.",
        failure(IMAGES));
    write(LABELS, labels(0, 1));
    assertEquals(
        "Cannot use t-labels-idx1-ubyte as labels: it holds records of the sizes [2], but"
            + " t-images-idx3-ubyte holds 3 records.",
        failure(IMAGES));
  }

  @Test
  void readsMnist() {
    Path mnist = Path.of("..", "..", "shared", "data", "mnist").toAbsolutePath().normalize();
    assumeTrue(Files.isDirectory(mnist), "MNIST is not beside this repository");
    ShardedData data =
        Source.open(
                spark, TestingSpec.of("t10k-images-idx3-ubyte.gz").shards(64).spec(), mnist.toUri())
            .shard(2, new Seed(1));
    assertEquals(10_000, data.training());
    assertEquals(Shape.image(1, 28, 28), data.shape());
    assertEquals(
        List.of(980L, 1135L, 1032L, 1010L, 982L, 892L, 958L, 1028L, 974L, 1009L),
        data.trainingCounts());
    double mean = data.normalization().offsets().get(0);
    double deviation = 1 / data.normalization().scales().get(0);
    assertArrayEquals(new double[] {33.7912, 79.1725}, new double[] {mean, deviation}, 1e-3);
  }

  private ShardedData shard(String images) {
    return Source.open(spark, TestingSpec.of(images).spec(), folder.toUri()).shard(2, new Seed(1));
  }

  private String failure(String images) {
    LockstepException failure = assertThrows(LockstepException.class, () -> shard(images));
    assertEquals(ExitCode.DATA, failure.exitCode());
    return failure.getMessage();
  }

  /** Pictures of 2x3 pixels that count on. */
  private static byte[] images(int count) {
    byte[] pixels = new byte[6 * count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return idx(0x08, pixels, count, 2, 3);
  }

  private static byte[] labels(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return idx(0x08, bytes, labels.length);
  }

  private static byte[] idx(int type, byte[] content, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + content.length);
    file.putInt(type << 8 | sizes.length);
    Arrays.stream(sizes).forEach(file::putInt);
    return file.put(content).array();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }
}
