package io.lockstep.augmentation;

import java.util.List;

/**
 * What a plan does to training pictures, one after the other.
 *
 * @param transforms in the order in which they are applied; empty: pictures stay as they are
 */
public record AugmentationSpec(List<TransformSpec> transforms) {
  /** Leaves pictures as they are. */
  public static final AugmentationSpec NONE = new AugmentationSpec(List.of());

  public AugmentationSpec {
    transforms = List.copyOf(transforms);
  }

  public boolean isEmpty() {
    return transforms.isEmpty();
  }
}
