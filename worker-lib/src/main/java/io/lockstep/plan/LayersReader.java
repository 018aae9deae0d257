package io.lockstep.plan;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Wire;
import io.lockstep.network.Wiring;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads lists of layers, writes residual blocks out, adds the output layer if they lack it, and
 * checks that the layers make a graph.
 */
final class LayersReader {
  private static final Reading<List<String>> NAMES = Reading.TEXT.oneOrMore();

  private final Problems problems;
  private final Loss smoothed;
  private final ModelBuilder model = new ModelBuilder();

  /** Where each layer of the model was read. */
  private final List<Section> sections = new ArrayList<>();

  private boolean isSound = true;

  LayersReader(Problems problems, Loss smoothed) {
    this.problems = problems;
    this.smoothed = smoothed;
  }

  static List<Yaml> items(Yaml node) {
    if (node instanceof Yaml.Sequence sequence && !sequence.items().isEmpty()) {
      return sequence.items();
    }
    throw new Reading.Mismatch(node, "a list of layers, such as [dense: 128]");
  }

  void readAll(List<Yaml> items, String path) {
    for (int i = 0; i < items.size(); i++) {
      layer(items.get(i), path + "." + i);
    }
  }

  /** The model, if nothing that was wrong with a layer has been reported. */
  Optional<ModelSpec> model() {
    for (int i = 0; i < sections.size() - 1; i++) {
      if (model.layers().get(i) instanceof Output) {
        sections.get(i).report("type", "the output must be the last layer");
        isSound = false;
      }
    }
    if (isSound && !endsWithOutput()) {
      model.add(Defaults.OUTPUT_LAYER);
    }
    if (isSound) {
      Wiring.of(model.layers(), model.wires()).problems().forEach(this::report);
    }
    return isSound ? Optional.of(model.build()) : Optional.empty();
  }

  /** The last layer if it is an output, else the one that it gets. */
  Output output() {
    return endsWithOutput()
        ? (Output) model.layers().get(model.layers().size() - 1)
        : Defaults.OUTPUT_LAYER;
  }

  private boolean endsWithOutput() {
    int size = model.layers().size();
    return size > 0 && model.layers().get(size - 1) instanceof Output;
  }

  private void report(Wiring.Problem problem) {
    isSound = false;
    int place = Math.min(problem.place(), sections.size() - 1);
    sections.get(place).report(problem.key(), problem.cause());
  }

  private void layer(Yaml node, String path) {
    if (!(node instanceof Yaml.Mapping mapping && mapping.entry("type").isPresent())) {
      problems.add(
          node.place(),
          path,
          "expected one layer with its keys inside, such as 'dense: {units: 128}', found "
              + node.description());
      isSound = false;
      return;
    }
    Section keys = Section.of(node, node.place(), path, problems);
    if (keys.isWord("type", "softmax")) {
      keys.report("type", "softmax is a part of the output layer's loss; leave it out");
      isSound = false;
      return;
    }
    Optional<String> type = keys.type(PlanKeys.LAYERS, PlanKeys.LAYER, "");
    if (type.isEmpty()) {
      isSound = false;
    } else if (type.get().equals("residual")) {
      residual(keys, path);
    } else {
      add(new LayerReader(keys, smoothed).read(type.get()), wire(keys), keys);
    }
  }

  private void add(LayerSpec layer, Wire wire, Section keys) {
    model.add(layer, wire);
    sections.add(keys);
  }

  private static Wire wire(Section keys) {
    return keys.build(
        () -> {
          Optional<String> name =
              keys.read("name", Optional.empty(), node -> Optional.of(Reading.TEXT.read(node)));
          return new Wire(name, keys.read("from", List.of(), NAMES));
        });
  }

  /** What is wrong with a sum is told where the block is. */
  private void residual(Section keys, String path) {
    List<Yaml> body = keys.require("layers", List.of(), LayersReader::items);
    List<Yaml> shortcut =
        keys.has("shortcut") ? keys.read("shortcut", List.of(), LayersReader::items) : List.of();
    Wire wire = wire(keys);
    if (wire.from().size() > 1) {
      keys.report("from", "a residual block reads one layer; join several with add or concat");
    }
    isSound &= !body.isEmpty() && wire.from().size() < 2;
    model.residual(
        wire,
        builder -> readAll(body, path + ".layers"),
        builder -> readAll(shortcut, path + ".shortcut"));
    sections.add(keys);
  }
}
