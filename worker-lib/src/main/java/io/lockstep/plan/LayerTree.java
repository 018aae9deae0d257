package io.lockstep.plan;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activate;
import io.lockstep.network.LayerSpec.BatchNorm;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.Dense;
import io.lockstep.network.LayerSpec.Dropout;
import io.lockstep.network.LayerSpec.Embedding;
import io.lockstep.network.LayerSpec.ExampleNorm;
import io.lockstep.network.LayerSpec.GlobalPool;
import io.lockstep.network.LayerSpec.GroupNorm;
import io.lockstep.network.LayerSpec.Latent;
import io.lockstep.network.LayerSpec.Lstm;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.LayerSpec.Pool;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.SpatialDropout;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Wire;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Entry;
import io.lockstep.plan.yaml.Yaml.Mapping;
import io.lockstep.plan.yaml.Yaml.Scalar;
import io.lockstep.plan.yaml.Yaml.Sequence;
import java.util.ArrayList;
import java.util.List;

/** Layers as the tree of their text, each as {@code type: {keys}}. */
final class LayerTree {
  private LayerTree() {}

  static Sequence of(ModelSpec model) {
    List<Yaml> layers = new ArrayList<>();
    for (int place = 0; place < model.layers().size(); place++) {
      layers.add(linked(layer(model.layers().get(place)), model.wires().get(place)));
    }
    return new Sequence(Place.NOWHERE, layers);
  }

  /** With name and sources, where the layer has them: a chain shows neither. */
  private static Yaml linked(Mapping layer, Wire wire) {
    Entry type = layer.entries().get(0);
    List<Entry> keys = new ArrayList<>(((Mapping) type.value()).entries());
    wire.name().ifPresent(name -> keys.add(entry("name", Scalar.text(name))));
    List<Yaml> from = wire.from().stream().<Yaml>map(Scalar::text).toList();
    if (!from.isEmpty()) {
      keys.add(entry("from", from.size() == 1 ? from.get(0) : new Sequence(Place.NOWHERE, from)));
    }
    return new Mapping(Place.NOWHERE, List.of(entry(type.key(), new Mapping(Place.NOWHERE, keys))));
  }

  private static Entry entry(String key, Yaml value) {
    return new Entry(Place.NOWHERE, key, value);
  }

  // An if for each kind, since a switch over a sealed type came with Java 21.
  private static Mapping layer(LayerSpec layer) {
    if (layer instanceof Dense dense) {
      return dense(dense);
    }
    if (layer instanceof Conv2d conv2d) {
      return conv2d(conv2d);
    }
    if (layer instanceof Pool pool) {
      String type = pool.pooling() == Pooling.MAX ? "max-pool" : "avg-pool";
      return named(type, window(pool.window(), new Fields()));
    }
    if (layer instanceof GlobalPool pool) {
      return named("global-pool", new Fields().put("pooling", Words.of(pool.pooling())));
    }
    if (layer instanceof BatchNorm norm) {
      return named(
          "batch-norm",
          new Fields()
              .put("momentum", Numbers.of(norm.momentum()))
              .put("epsilon", Numbers.of(norm.epsilon()))
              .put("statistics", Words.of(norm.statistics())));
    }
    if (layer instanceof ExampleNorm norm) {
      Fields fields = new Fields();
      if (norm instanceof GroupNorm group) {
        fields.put("groups", group.groups());
      }
      return named(norm.kind(), fields.put("epsilon", Numbers.of(norm.epsilon())));
    }
    if (layer instanceof SpatialDropout dropout) {
      return named("spatial-dropout", new Fields().put("rate", Numbers.of(dropout.rate())));
    }
    if (layer instanceof Dropout dropout) {
      return named("dropout", new Fields().put("rate", Numbers.of(dropout.rate())));
    }
    if (layer instanceof Activate activate) {
      return named("activation", new Fields().put("function", Words.of(activate.activation())));
    }
    if (layer.isMerge()) {
      return named(layer.kind(), new Fields());
    }
    if (layer instanceof Lstm lstm) {
      return lstm(lstm);
    }
    if (layer instanceof Latent latent) {
      return named(
          "latent",
          new Fields()
              .put("size", latent.size())
              .put("beta", Numbers.of(latent.beta()))
              .put("init", Words.of(latent.initialization())));
    }
    if (layer instanceof Embedding embedding) {
      return named("embedding", new Fields().put("size", embedding.size()));
    }
    return output((Output) layer);
  }

  private static Mapping dense(Dense dense) {
    return named(
        "dense",
        new Fields()
            .put("units", dense.units())
            .put("activation", Words.of(dense.activation()))
            .put("init", Words.of(dense.initialization()))
            .put("bias", Words.of(dense.bias())));
  }

  private static Mapping conv2d(Conv2d conv2d) {
    return named(
        "conv2d",
        window(conv2d.window(), new Fields().put("filters", conv2d.filters()))
            .put("activation", Words.of(conv2d.activation()))
            .put("init", Words.of(conv2d.initialization()))
            .put("bias", Words.of(conv2d.bias())));
  }

  private static Mapping lstm(Lstm lstm) {
    return named(
        "lstm",
        new Fields()
            .put("units", lstm.units())
            .put("return", Words.of(lstm.returned()))
            .put("init", Words.of(lstm.initialization()))
            .put("forget-bias", Numbers.of(lstm.forgetBias())));
  }

  private static Mapping output(Output output) {
    Fields fields = new Fields();
    output.units().ifPresentOrElse(n -> fields.put("units", n), () -> fields.put("units", "auto"));
    Losses.write(output.loss(), fields);
    return named("output", fields.put("init", Words.of(output.initialization())));
  }

  private static Fields window(Window window, Fields fields) {
    return fields
        .put("kernel", size(window.kernel()))
        .put("stride", size(window.stride()))
        .put("padding", size(window.padding()));
  }

  private static Yaml size(Size2d size) {
    return size.height() == size.width()
        ? Scalar.word(size.height())
        : new Sequence(
            Place.NOWHERE, List.of(Scalar.word(size.height()), Scalar.word(size.width())));
  }

  private static Mapping named(String type, Fields fields) {
    return new Fields().put(type, fields.mapping()).mapping();
  }
}
