package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.Range;
import io.lockstep.augmentation.TransformSpec;
import io.lockstep.augmentation.TransformSpec.ColorJitter;
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
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Sequence;
import java.util.List;

/** Transforms as the tree of their text, each as {@code type: {keys}}. */
final class AugmentationTree {
  private AugmentationTree() {}

  static Sequence of(AugmentationSpec augmentation) {
    return new Sequence(
        Place.NOWHERE,
        augmentation.transforms().stream().<Yaml>map(AugmentationTree::transform).toList());
  }

  // An if for each kind, since a switch over a sealed type came with Java 21.
  private static Yaml transform(TransformSpec transform) {
    if (transform instanceof Flip flip) {
      return named("flip", flip, new Fields().put("direction", Words.of(flip.direction())));
    }
    if (transform instanceof Translate translate) {
      return named("translate", transform, new Fields().put("pixels", translate.pixels()));
    }
    if (transform instanceof Cutout cutout) {
      return named("cutout", transform, new Fields().put("size", cutout.size()));
    }
    if (transform instanceof RandomResizedCrop crop) {
      return named("random-resized-crop", transform, ranges(crop.area(), crop.ratio()));
    }
    if (transform instanceof RandomErasing erasing) {
      return named("random-erasing", transform, ranges(erasing.area(), erasing.ratio()));
    }
    if (transform instanceof ColorJitter jitter) {
      return named(
          "color-jitter",
          transform,
          new Fields()
              .put("brightness", Numbers.of(jitter.brightness()))
              .put("contrast", Numbers.of(jitter.contrast()))
              .put("saturation", Numbers.of(jitter.saturation())));
    }
    return ofOneNumber(transform);
  }

  private static Yaml ofOneNumber(TransformSpec transform) {
    if (transform instanceof Stretch stretch) {
      return named("stretch", transform, number("change", stretch.change()));
    }
    if (transform instanceof Shear shear) {
      return named("shear", transform, number("degrees", shear.degrees()));
    }
    if (transform instanceof Rotate rotate) {
      return named("rotate", transform, number("degrees", rotate.degrees()));
    }
    if (transform instanceof Noise noise) {
      return named("noise", transform, number("deviation", noise.deviation()));
    }
    Mix mix = (Mix) transform;
    return named(mix.word(), mix, number("alpha", mix.alpha()));
  }

  private static Fields number(String key, double value) {
    return new Fields().put(key, Numbers.of(value));
  }

  private static Fields ranges(Range area, Range ratio) {
    return new Fields().put("area", range(area)).put("ratio", range(ratio));
  }

  private static Yaml range(Range range) {
    return new Sequence(
        Place.NOWHERE, List.of(Numbers.of(range.least()), Numbers.of(range.most())));
  }

  private static Yaml named(String type, TransformSpec transform, Fields fields) {
    fields.put("probability", Numbers.of(transform.probability()));
    return new Fields().put(type, fields.mapping()).mapping();
  }
}
