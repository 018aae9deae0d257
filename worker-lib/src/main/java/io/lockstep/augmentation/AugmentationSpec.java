package io.lockstep.augmentation;

import static io.lockstep.checks.Checks.check;

import io.lockstep.augmentation.TransformSpec.ColorJitter;
import io.lockstep.augmentation.TransformSpec.Mix;
import io.lockstep.augmentation.TransformSpec.Translate;
import java.util.List;
import java.util.Optional;

/**
 * What a plan does to training pictures, one after the other.
 *
 * @param transforms in the order in which they are applied, a mix of two pictures last; empty:
 *     pictures stay as they are
 */
public record AugmentationSpec(List<TransformSpec> transforms) {
  /** Leaves pictures as they are. */
  public static final AugmentationSpec NONE = new AugmentationSpec(List.of());

  public AugmentationSpec {
    transforms = List.copyOf(transforms);
    check(
        transforms.stream()
            .limit(Math.max(0, transforms.size() - 1L))
            .noneMatch(Mix.class::isInstance),
        "augmentation",
        "one mixup or cutmix at most, as the last transform",
        transforms);
  }

  public boolean isEmpty() {
    return transforms.isEmpty();
  }

  /** Why pictures of a size cannot be changed so, and what to do, if they cannot. */
  public Optional<String> unfit(PictureSize size) {
    int shortest = Math.min(size.height(), size.width());
    for (TransformSpec transform : transforms) {
      if (transform instanceof ColorJitter jitter
          && jitter.saturation() > 0
          && size.channels() != 3) {
        return Optional.of(
            "saturation needs 3 channels, and pictures have "
                + size.channels()
                + "; leave it out of color-jitter");
      }
      if (transform instanceof Translate translate && translate.pixels() >= shortest) {
        return Optional.of(
            "translate by %d pixels shifts pictures of %d x %d out of sight; take fewer"
                .formatted(translate.pixels(), size.height(), size.width()));
      }
    }
    return Optional.empty();
  }

  /** The mix of two pictures that comes last, if there is one. */
  public Optional<Mix> mix() {
    return transforms.stream().filter(Mix.class::isInstance).map(Mix.class::cast).findFirst();
  }
}
