package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.PictureSize;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import java.util.List;
import java.util.Optional;

/** Whether a plan's model can take its data, whatever the classes turn out to be. */
public final class ModelFit {
  private ModelFit() {}

  /**
   * As far as the plan alone tells.
   *
   * @return the network, if the plan says the shape of an example; the vocabulary of text is a
   *     guess
   * @throws LockstepException (usage) naming the layer that does not fit
   */
  public static Optional<NetworkSpec> check(TrainingPlan plan) {
    return isElsewhere(plan.model())
        ? Optional.empty()
        : new KnownExamples(plan.data()).check(plan.model());
  }

  /**
   * Of examples of a shape that is known.
   *
   * @return the network for as many classes as the model says, or for two
   * @throws LockstepException (usage) naming the layer that does not fit
   */
  public static NetworkSpec check(TrainingPlan plan, Shape shape) {
    checkPictures(plan.augmentation(), shape);
    return KnownExamples.network(plan.data(), plan.model(), shape);
  }

  /** What {@link #check(TrainingPlan)} would say, line by line. */
  static List<String> problems(KnownExamples examples, ModelSpec model) {
    try {
      if (!isElsewhere(model)) {
        examples.check(model);
      }
      return List.of();
    } catch (LockstepException e) {
      return e.getMessage().lines().toList();
    }
  }

  /** Whether its layers are not read yet. */
  private static boolean isElsewhere(ModelSpec model) {
    return model.origin().source().isPresent() && model.layers().size() == 1;
  }

  private static void checkPictures(AugmentationSpec augmentation, Shape shape) {
    if (!augmentation.isEmpty() && !shape.isImage()) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use the plan: augmentation changes pictures, but an example of the data has the"
              + " shape "
              + shape
              + ". If it is a picture, set data.shape to [channels, height, width], such as [1, 8,"
              + " 8]; else leave augmentation out.");
    }
    if (!augmentation.isEmpty()) {
      augmentation
          .unfit(pictures(shape))
          .ifPresent(
              why -> {
                throw new LockstepException(
                    ExitCode.USAGE, "Cannot use the plan: augmentation: " + why + ".");
              });
    }
  }

  /** The size of examples that are pictures. */
  public static PictureSize pictures(Shape shape) {
    return new PictureSize(shape.channels(), shape.height(), shape.width());
  }
}
