package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.PictureSize;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.RescaleSpec;
import io.lockstep.network.Loss;
import io.lockstep.network.Loss.Hinge;
import java.util.List;
import java.util.Optional;

/** What an augmentation asks of the data and of the loss. */
final class AugmentationRules {
  private AugmentationRules() {}

  /**
   * What is wrong and what to do, if anything is.
   *
   * @param loss of the output layer; empty: as the task needs it
   */
  static Optional<String> problem(
      AugmentationSpec augmentation, DataSpec data, Optional<Loss> loss) {
    List<Integer> shape = data.shape();
    if (augmentation.isEmpty()) {
      return Optional.empty();
    }
    if (!(data.rescale() instanceof RescaleSpec.None)) {
      return Optional.of(
          "expected none beside data.rescale, which is for heavy-tailed numbers and not for pictures;"
              + " leave one of them out");
    }
    Optional<String> noPictures = new KnownExamples(data).noPictures();
    if (noPictures.isPresent()) {
      return noPictures.map(why -> "expected pictures, but " + why);
    }
    if (augmentation.mix().isPresent() && !takesMixedTargets(data.task(), loss)) {
      return Optional.of(
          augmentation.mix().get().word()
              + " mixes targets, which "
              + loss.map(Loss::word).orElse(Words.of(data.task()))
              + " cannot take in parts; take the loss cross-entropy, or leave "
              + augmentation.mix().get().word()
              + " out");
    }
    return shape.size() == 3
        ? augmentation.unfit(new PictureSize(shape.get(0), shape.get(1), shape.get(2)))
        : Optional.empty();
  }

  /** The gradient is linear in the targets: that of a mix is the mix of those of its parts. */
  private static boolean takesMixedTargets(Task task, Optional<Loss> loss) {
    return task != Task.REGRESSION && !(loss.orElse(Loss.CROSS_ENTROPY) instanceof Hinge);
  }
}
