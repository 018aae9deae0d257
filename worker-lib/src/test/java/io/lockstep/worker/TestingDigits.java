package io.lockstep.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.data.Batch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The handwritten digits of conf/data (8x8 pixels from 0 to 16, ten classes), scaled to 0 to 1. An
 * example's number is a place in a fixed shuffle, since the file goes from writer to writer.
 */
final class TestingDigits implements TestingExamples {
  static final int EXAMPLES = 1_797;
  static final int PIXELS = 64;
  static final int CLASSES = 10;

  private static final Path FILE = Path.of("..", "conf", "data", "digits.csv.gz");

  /** Has no divisor in common with the number of examples, 3 * 599. */
  private static final int STRIDE = 1_009;

  private final List<float[]> rows;

  TestingDigits() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(FILE)), UTF_8))) {
      rows = lines.lines().map(TestingDigits::row).toList();
    }
  }

  private static float[] row(String line) {
    String[] values = line.split(",");
    float[] row = new float[values.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = Float.parseFloat(values[i]);
    }
    return row;
  }

  int label(long id) {
    return (int) at(id)[PIXELS];
  }

  @Override
  public void copy(long id, Batch batch, int row) {
    float[] pixels = Arrays.copyOf(at(id), PIXELS);
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] /= 16;
    }
    TestingExamples.write(pixels, label(id), batch, row);
  }

  private float[] at(long id) {
    return rows.get((int) (id * STRIDE % EXAMPLES));
  }
}
