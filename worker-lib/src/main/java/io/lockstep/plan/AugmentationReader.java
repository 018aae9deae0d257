package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.Range;
import io.lockstep.augmentation.TransformSpec;
import io.lockstep.augmentation.TransformSpec.ColorJitter;
import io.lockstep.augmentation.TransformSpec.CutMix;
import io.lockstep.augmentation.TransformSpec.Cutout;
import io.lockstep.augmentation.TransformSpec.Direction;
import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.augmentation.TransformSpec.Mixup;
import io.lockstep.augmentation.TransformSpec.Noise;
import io.lockstep.augmentation.TransformSpec.RandomErasing;
import io.lockstep.augmentation.TransformSpec.RandomResizedCrop;
import io.lockstep.augmentation.TransformSpec.Rotate;
import io.lockstep.augmentation.TransformSpec.Shear;
import io.lockstep.augmentation.TransformSpec.Stretch;
import io.lockstep.augmentation.TransformSpec.Translate;
import io.lockstep.data.DataSpec;
import io.lockstep.network.Loss;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code augmentation}: a list of transforms. */
final class AugmentationReader {
  private static final String KEY = "augmentation";
  private static final Reading<Direction> DIRECTION = Words.reading(Direction.class);
  private static final Reading<Range> RANGE = AugmentationReader::range;

  private final Problems problems;

  AugmentationReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param data that are augmented; where their shape is left to the files, it is checked later
   * @param loss of the output layer
   */
  AugmentationSpec read(Section plan, DataSpec data, Optional<Loss> loss) {
    List<Yaml> items = plan.read(KEY, List.of(), AugmentationReader::items);
    List<TransformSpec> transforms = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      transform(items.get(i), KEY + "." + i, transforms);
    }
    AugmentationSpec augmentation =
        plan.read(KEY, AugmentationSpec.NONE, node -> new AugmentationSpec(transforms));
    AugmentationRules.problem(augmentation, data, loss).ifPresent(why -> plan.report(KEY, why));
    return plan.isBad(KEY) ? AugmentationSpec.NONE : augmentation;
  }

  private static List<Yaml> items(Yaml node) {
    if (node instanceof Yaml.Sequence sequence) {
      return sequence.items();
    }
    throw new Reading.Mismatch(node, "a list of transforms, such as [flip: horizontal]");
  }

  private void transform(Yaml node, String path, List<TransformSpec> transforms) {
    if (!(node instanceof Yaml.Mapping mapping && mapping.entry("type").isPresent())) {
      problems.add(
          node.place(),
          path,
          "expected one transform with its keys inside, such as 'translate: {pixels: 4}', found "
              + node.description());
      return;
    }
    Section keys = Section.of(node, node.place(), path, problems);
    keys.type(PlanKeys.TRANSFORMS, List.of(), "")
        .ifPresent(type -> transforms.add(keys.build(() -> transform(type, keys))));
  }

  private static TransformSpec transform(String type, Section keys) {
    return switch (type) {
      case "flip" ->
          new Flip(
              keys.require("direction", Direction.HORIZONTAL, DIRECTION),
              probability(keys, Defaults.FLIP_PROBABILITY));
      case "translate" ->
          new Translate(keys.require("pixels", 1, Reading.WHOLE_NUMBER), probability(keys, 1));
      case "random-resized-crop" ->
          new RandomResizedCrop(
              keys.read("area", Defaults.CROP_AREA, RANGE),
              keys.read("ratio", Defaults.CROP_RATIO, RANGE),
              probability(keys, 1));
      case "stretch" -> new Stretch(number(keys, "change", 0.5), probability(keys, 1));
      case "shear" -> new Shear(number(keys, "degrees", 1), probability(keys, 1));
      case "rotate" -> new Rotate(number(keys, "degrees", 1), probability(keys, 1));
      case "cutout" ->
          new Cutout(keys.require("size", 1, Reading.WHOLE_NUMBER), probability(keys, 1));
      case "random-erasing" ->
          new RandomErasing(
              keys.read("area", Defaults.ERASED_AREA, RANGE),
              keys.read("ratio", Defaults.ERASED_RATIO, RANGE),
              probability(keys, Defaults.ERASING_PROBABILITY));
      case "color-jitter" -> jitter(keys);
      case "noise" -> new Noise(number(keys, "deviation", 1), probability(keys, 1));
      case "mixup" -> new Mixup(number(keys, "alpha", 1), probability(keys, 1));
      case "cutmix" ->
          new CutMix(
              keys.read("alpha", Defaults.CUTMIX_ALPHA, Reading.NUMBER), probability(keys, 1));
      default -> throw new IllegalStateException("No reader for transform type " + type);
    };
  }

  private static ColorJitter jitter(Section keys) {
    if (!keys.has("brightness") && !keys.has("contrast") && !keys.has("saturation")) {
      keys.missing("brightness", ", or contrast, or saturation");
    }
    return new ColorJitter(
        keys.read("brightness", 0.0, Reading.NUMBER),
        keys.read("contrast", 0.0, Reading.NUMBER),
        keys.read("saturation", 0.0, Reading.NUMBER),
        probability(keys, 1));
  }

  private static Range range(Yaml node) {
    if (!(node instanceof Yaml.Sequence pair && pair.items().size() == 2)) {
      throw new Reading.Mismatch(node, "[least, most]");
    }
    double least = Reading.NUMBER.read(pair.items().get(0));
    double most = Reading.NUMBER.read(pair.items().get(1));
    if (least > most) {
      throw new Reading.Mismatch(node, "[least, most], the least first");
    }
    return new Range(least, most);
  }

  private static double number(Section keys, String key, double substitute) {
    return keys.require(key, substitute, Reading.NUMBER);
  }

  private static double probability(Section keys, double usual) {
    return keys.read("probability", usual, Reading.NUMBER);
  }
}
