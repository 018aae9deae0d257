package io.lockstep.augmentation;

import io.lockstep.augmentation.TransformSpec.ColorJitter;
import io.lockstep.augmentation.TransformSpec.CutMix;
import io.lockstep.augmentation.TransformSpec.Cutout;
import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.augmentation.TransformSpec.Mix;
import io.lockstep.augmentation.TransformSpec.Noise;
import io.lockstep.augmentation.TransformSpec.RandomErasing;
import io.lockstep.augmentation.TransformSpec.RandomResizedCrop;
import io.lockstep.augmentation.TransformSpec.Rotate;
import io.lockstep.augmentation.TransformSpec.Shear;
import io.lockstep.augmentation.TransformSpec.Stretch;
import io.lockstep.augmentation.TransformSpec.Translate;

/** What does what a plan asks for. */
final class Transforms {
  private Transforms() {}

  // An if for each kind, since a switch over a sealed type came with Java 21.
  static Transform of(TransformSpec spec, PictureForm form) {
    PictureSize size = form.size();
    if (spec instanceof Flip flip) {
      return new Flipping(size, flip.direction());
    } else if (spec instanceof Translate translate) {
      return new Translation(size, translate.pixels());
    } else if (spec instanceof RandomResizedCrop crop) {
      return new ResizedCrop(size, crop);
    } else if (spec instanceof Stretch stretch) {
      return new Stretching(size, stretch.change());
    } else if (spec instanceof Shear shear) {
      return new Shearing(size, shear.degrees());
    } else if (spec instanceof Rotate rotate) {
      return new Rotation(size, rotate.degrees());
    } else if (spec instanceof Cutout cutout) {
      return new CuttingOut(form, cutout.size());
    } else if (spec instanceof RandomErasing erasing) {
      return new ErasingAtRandom(form, erasing);
    } else if (spec instanceof ColorJitter jitter) {
      return new ColorJittering(form, jitter);
    }
    return new AddingNoise(form, ((Noise) spec).deviation());
  }

  static Mixing of(Mix spec, PictureForm form) {
    return spec instanceof CutMix cut
        ? new MixingByCut(form.size(), cut.alpha())
        : new MixingUp(spec.alpha());
  }
}
