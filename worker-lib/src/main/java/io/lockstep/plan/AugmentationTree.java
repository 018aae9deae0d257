package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.TransformSpec;
import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.augmentation.TransformSpec.Translate;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Sequence;

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
    Translate translate = (Translate) transform;
    return named("translate", translate, new Fields().put("pixels", translate.pixels()));
  }

  private static Yaml named(String type, TransformSpec transform, Fields fields) {
    fields.put("probability", Numbers.of(transform.probability()));
    return new Fields().put(type, fields.mapping()).mapping();
  }
}
