package io.lockstep.driver.preview;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.cluster.SeenExamples;
import io.lockstep.driver.source.ShardedData;
import io.lockstep.driver.source.Source;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.TrainingPlan;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Draws what the network of a plan sees, without training it. */
public final class Preview {
  private Preview() {}

  /**
   * A sheet and how many examples are on it.
   *
   * @param transforms that were applied, by the plan
   */
  public record Sheet(BufferedImage image, int examples, int transforms) {}

  /**
   * Draws the first examples of an epoch, normalized and augmented as a run would have them, and
   * then back in the tones of the pictures.
   *
   * @param dataFolder at which relative paths start, with a scheme
   * @param epoch from 0
   * @throws LockstepException (64) if examples are no pictures
   */
  public static Sheet draw(
      SparkSession spark, TrainingPlan plan, String dataFolder, long epoch, int examples) {
    Source source = Source.open(spark, plan.data(), Source.base(dataFolder));
    if (!source.shape().isImage()) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot draw the data: an example has the shape "
              + source.shape()
              + ", which is no picture. If it is one, set data.shape to [channels, height, width],"
              + " such as [1, 8, 8].");
    }
    ModelFit.check(plan, source.shape());
    ShardedData data = source.shard(1, plan.seed());
    List<float[]> seen = SeenExamples.first(data, plan, epoch, examples);
    int width = data.form().width();
    Tones tones =
        source.featureBytes() == 1
            ? Tones.ofBytes(data.normalization(), width)
            : Tones.ofNumbers(data.normalization(), width, seen);
    List<String> labels =
        seen.stream()
            .map(row -> Arrays.copyOfRange(row, width, row.length))
            .map(targets -> PictureLabels.of(targets, data.classes()))
            .toList();
    BufferedImage image = draw(data, tones, seen, labels);
    return new Sheet(image, seen.size(), plan.augmentation().transforms().size());
  }

  private static BufferedImage draw(
      ShardedData data, Tones tones, List<float[]> seen, List<String> labels) {
    try {
      return ContactSheet.draw(data.shape(), tones, seen, labels);
    } catch (InternalError | NullPointerException e) { // what a JDK without fonts fails with
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot write labels: this Java finds no fonts. Install fontconfig and a font"
              + " (apt-get install fontconfig fonts-dejavu-core, or your system's like).",
          e);
    }
  }
}
