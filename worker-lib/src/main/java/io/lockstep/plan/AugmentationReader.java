package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.TransformSpec;
import io.lockstep.augmentation.TransformSpec.Direction;
import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.augmentation.TransformSpec.Translate;
import io.lockstep.data.DataSpec;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code augmentation}: a list of transforms. */
final class AugmentationReader {
  private static final String KEY = "augmentation";
  private static final Reading<Direction> DIRECTION = Words.reading(Direction.class);

  private final Problems problems;

  AugmentationReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param data that are augmented; where their shape is left to the files, it is checked later
   */
  AugmentationSpec read(Section plan, DataSpec data) {
    List<Yaml> items = plan.read(KEY, List.of(), AugmentationReader::items);
    List<TransformSpec> transforms = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      transform(items.get(i), KEY + "." + i, transforms);
    }
    if (!items.isEmpty() && data.shape().size() == 1) {
      plan.report(
          KEY,
          "expected pictures, but data.shape is flat; set it to [channels, height, width], such as"
              + " [1, 8, 8]");
    }
    return plan.build(() -> new AugmentationSpec(transforms));
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
      default -> throw new IllegalStateException("No reader for transform type " + type);
    };
  }

  private static double probability(Section keys, double usual) {
    return keys.read("probability", usual, Reading.NUMBER);
  }
}
