package io.lockstep.driver.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.cluster.KryoRegistration;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sheets of the digits that come with the repository, 8 x 8 pixels, each 16 x 16 on the sheet. */
class PreviewTest {
  private static final String DATA =
      "file:" + Path.of("..", "conf", "data").toAbsolutePath().normalize();

  private static SparkSession spark;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("PreviewTest")
            .config("spark.ui.enabled", "false")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrationRequired", "true")
            .config("spark.kryo.registrator", KryoRegistration.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private static Preview.Sheet sheet(long epoch, String... overrides) {
    TrainingPlan plan =
        PlanParser.forFiles()
            .parse(
                "digits.yaml",
                """
                data: {train: digits.csv.gz, shape: [1, 8, 8], validation: 0.2}
                model: {layers: [dense: 8]}
                """,
                List.of(overrides));
    return Preview.draw(spark, plan, DATA, epoch, 9);
  }

  /** A pixel of the first picture. */
  private static int pixel(Preview.Sheet sheet, int row, int column) {
    BufferedImage image = sheet.image();
    return image.getRGB(6 + column * 16 + 8, 6 + row * 16 + 8);
  }

  @Test
  void showsTheExamplesThatAnEpochBeginsWithAndWhatTransformsMakeOfThem() {
    Preview.Sheet plain = sheet(0);
    Preview.Sheet flipped =
        sheet(0, "augmentation=[flip: {direction: horizontal, probability: 1}]");
    assertEquals(9, plain.examples());
    assertEquals(0, plain.transforms());
    assertEquals(1, flipped.transforms());
    int different = 0;
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 8; column++) {
        assertEquals(pixel(plain, row, 7 - column), pixel(flipped, row, column));
        different += pixel(plain, row, column) == pixel(flipped, row, column) ? 0 : 1;
      }
    }
    assertNotEquals(0, different, "the first digit is its own mirror image");
  }

  @Test
  void refusesExamplesThatAreNoPictures() {
    LockstepException failure =
        assertThrows(LockstepException.class, () -> sheet(0, "data.shape=auto"));
    assertEquals(ExitCode.USAGE, failure.exitCode());
    assertEquals(
        "Cannot draw the data: an example has the shape 64, which is no picture. If it is one, set"
            + " data.shape to [channels, height, width], such as [1, 8, 8].",
        failure.getMessage());
  }
}
