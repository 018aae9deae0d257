package io.lockstep.plan;

import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Entry;
import io.lockstep.plan.yaml.Yaml.Mapping;
import io.lockstep.plan.yaml.Yaml.Scalar;
import io.lockstep.plan.yaml.Yaml.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes out what a plan may say in short, so that every key has one path: {@code optimizer: adam}
 * becomes {@code optimizer: {type: adam}}, {@code - dense: 128} becomes {@code - {type: dense,
 * units: 128}}. Leaves alone what it does not understand.
 */
final class ShortForms {
  private ShortForms() {}

  static Yaml expand(Yaml plan) {
    Yaml result = replace(plan, "optimizer", ShortForms::typed);
    result =
        replace(
            result, "optimizer", optimizer -> replace(optimizer, "schedule", ShortForms::schedule));
    result =
        replace(
            result,
            "optimizer",
            optimizer -> replace(optimizer, "weight-average", ShortForms::typed));
    result = replace(result, "synchronization", ShortForms::typed);
    result = replace(result, "synchronization", sync -> replace(sync, "outer", ShortForms::typed));
    result =
        replace(result, "synchronization", sync -> replace(sync, "compression", ShortForms::typed));
    result = replace(result, "augmentation", ShortForms::transforms);
    result = replace(result, "model", model -> named(model, "zoo"));
    return replace(
        result,
        "model",
        model ->
            replace(
                replace(model, "layers", ShortForms::layers), "zoo", node -> named(node, "name")));
  }

  private static Yaml replace(Yaml node, String key, UnaryOperator<Yaml> change) {
    if (!(node instanceof Mapping mapping)) {
      return node;
    }
    List<Entry> entries =
        mapping.entries().stream()
            .map(e -> e.key().equals(key) ? new Entry(e.place(), key, change.apply(e.value())) : e)
            .toList();
    return new Mapping(mapping.place(), entries);
  }

  private static Yaml typed(Yaml node) {
    return named(node, "type");
  }

  private static Yaml named(Yaml node, String key) {
    return node instanceof Scalar scalar && !scalar.isNothing()
        ? new Mapping(node.place(), List.of(new Entry(node.place(), key, node)))
        : node;
  }

  private static Yaml schedule(Yaml node) {
    return replace(
        typed(node),
        "parts",
        parts ->
            parts instanceof Sequence sequence
                ? new Sequence(
                    parts.place(), sequence.items().stream().map(ShortForms::typed).toList())
                : parts);
  }

  private static Yaml layers(Yaml node) {
    return items(node, PlanKeys.LAYER_SHORT_FORMS);
  }

  private static Yaml transforms(Yaml node) {
    return items(node, PlanKeys.TRANSFORM_SHORT_FORMS);
  }

  private static Yaml items(Yaml node, Map<String, String> shortForms) {
    return node instanceof Sequence sequence
        ? new Sequence(
            node.place(), sequence.items().stream().map(i -> item(i, shortForms)).toList())
        : node;
  }

  private static Yaml item(Yaml node, Map<String, String> shortForms) {
    Yaml item = written(node, shortForms);
    boolean isBlock =
        item instanceof Mapping mapping
            && mapping.entry("type").filter(e -> Reading.isWord(e.value(), "residual")).isPresent();
    return isBlock
        ? replace(replace(item, "layers", ShortForms::layers), "shortcut", ShortForms::layers)
        : item;
  }

  private static Yaml written(Yaml node, Map<String, String> shortForms) {
    boolean isNamed =
        node instanceof Mapping mapping
            && mapping.entries().size() == 1
            && mapping.entry("type").isEmpty();
    return isNamed ? named((Mapping) node, shortForms) : typed(node);
  }

  private static Yaml named(Mapping item, Map<String, String> shortForms) {
    Entry name = item.entries().get(0);
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(name.place(), "type", new Scalar(name.place(), name.key(), false)));
    if (name.value() instanceof Mapping inner) {
      entries.addAll(inner.entries());
    } else if (!(name.value() instanceof Scalar scalar && scalar.isNothing())) {
      String key = shortForms.getOrDefault(name.key(), name.key());
      entries.add(new Entry(name.place(), key, name.value()));
    }
    return new Mapping(item.place(), entries);
  }
}
