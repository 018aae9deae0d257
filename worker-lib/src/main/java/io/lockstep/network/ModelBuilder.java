package io.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts a model together, layer by layer; what it makes is an immutable {@link ModelSpec}. */
public final class ModelBuilder {
  private final List<LayerSpec> layers = new ArrayList<>();
  private final List<Wire> wires = new ArrayList<>();

  /** What the first layer of a branch reads. */
  private Optional<String> start = Optional.empty();

  /** Appends a layer that reads the one before it. */
  public ModelBuilder add(LayerSpec layer) {
    return add(layer, Wire.NEXT);
  }

  public ModelBuilder add(LayerSpec layer, Wire wire) {
    boolean isStart = start.isPresent() && wire.from().isEmpty();
    layers.add(layer);
    wires.add(isStart ? new Wire(wire.name(), List.of(start.get())) : wire);
    start = Optional.empty();
    return this;
  }

  /** Appends a block whose shortcut may be empty, after the layer before it. */
  public ModelBuilder residual(Consumer<ModelBuilder> body, Consumer<ModelBuilder> shortcut) {
    return residual(Wire.NEXT, body, shortcut);
  }

  /**
   * Appends a residual block, {@code y = f(x) + s(x)} (He et al. 2016, arXiv 1512.03385, eq. 1 and
   * 2).
   *
   * @param wire the name of y, and the one layer x
   * @param body appends f, at least one layer
   * @param shortcut appends s; if it appends nothing, s(x) = x
   */
  public ModelBuilder residual(
      Wire wire, Consumer<ModelBuilder> body, Consumer<ModelBuilder> shortcut) {
    String source = wire.from().isEmpty() ? next() : wire.from().get(0);
    String main = branch(source, body);
    String side = branch(source, shortcut);
    return add(new LayerSpec.Add(), new Wire(wire.name(), List.of(main, side)));
  }

  /** Appends layers of which the first reads {@code source}; returns the name of the last. */
  private String branch(String source, Consumer<ModelBuilder> branch) {
    int first = layers.size();
    boolean follows = source.equals(nameAt(first - 1));
    start = follows ? Optional.empty() : Optional.of(source);
    branch.accept(this);
    start = Optional.empty();
    return layers.size() == first ? source : nameOfLast();
  }

  /** The name of what a layer that names no source would read. */
  private String next() {
    return start.orElseGet(this::nameOfLast);
  }

  /** The last layer gets the name {@code at-3} if it has none. */
  private String nameOfLast() {
    int last = layers.size() - 1;
    if (last >= 0 && wires.get(last).name().isEmpty()) {
      wires.set(last, wires.get(last).named("at-" + last));
    }
    return nameAt(last);
  }

  private String nameAt(int place) {
    return place < 0 ? Wire.INPUT : wires.get(place).name().orElse("");
  }

  public List<LayerSpec> layers() {
    return List.copyOf(layers);
  }

  public List<Wire> wires() {
    return List.copyOf(wires);
  }

  /** The model of the layers so far, of which the last must be the output. */
  public ModelSpec build() {
    return new ModelSpec(layers, wires);
  }
}
