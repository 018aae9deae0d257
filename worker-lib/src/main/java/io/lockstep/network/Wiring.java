package io.lockstep.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layers each layer reads, by place. A layer reads what stands before it, so that there are
 * no cycles; all but the output are read, so that nothing is computed in vain.
 */
public final class Wiring {
  /** The place of the example itself: before the first layer. */
  public static final int INPUT = -1;

  /**
   * What is wrong.
   *
   * @param place of the layer
   * @param key {@code name}, {@code from}, or empty for the layer as a whole
   */
  public record Problem(int place, String key, String cause) {}

  private final List<LayerSpec> layers;
  private final List<Wire> wires;
  private final Map<String, Integer> named = new LinkedHashMap<>();
  private final List<List<Integer>> sources = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private Wiring(List<LayerSpec> layers, List<Wire> wires) {
    this.layers = layers;
    this.wires = wires;
  }

  /** Follows the wires; as many as there are layers. */
  public static Wiring of(List<LayerSpec> layers, List<Wire> wires) {
    Wiring wiring = new Wiring(layers, wires);
    wiring.named.put(Wire.INPUT, INPUT);
    for (int place = 0; place < layers.size(); place++) {
      wiring.connect(place);
    }
    if (wiring.problems.isEmpty()) {
      wiring.findUnread();
    }
    return wiring;
  }

  /** For each layer, the places that it reads, in their order. */
  public List<List<Integer>> sources() {
    return List.copyOf(sources);
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  private void connect(int place) {
    List<String> from = wires.get(place).from();
    List<Integer> read = new ArrayList<>();
    for (String name : from) {
      if (named.containsKey(name)) {
        read.add(named.get(name));
      } else {
        problems.add(new Problem(place, "from", unknown(name, place)));
      }
    }
    if (from.isEmpty()) {
      read.add(place - 1);
    }
    sources.add(List.copyOf(read));
    checkNumber(place, from);
    wires.get(place).name().ifPresent(name -> name(place, name));
  }

  private String unknown(String name, int place) {
    boolean later =
        wires.stream().skip(place).anyMatch(wire -> wire.name().filter(name::equals).isPresent());
    String known = " (named before it: " + String.join(", ", named.keySet()) + ")";
    return later
        ? "a layer reads what stands before it, and '" + name + "' does not" + known
        : "no layer is named '" + name + "'" + known;
  }

  private void checkNumber(int place, List<String> from) {
    LayerSpec layer = layers.get(place);
    if (layer.isMerge() && from.size() < 2) {
      problems.add(
          new Problem(place, "from", layer.kind() + " joins at least two layers, such as [a, b]"));
    } else if (!layer.isMerge() && from.size() > 1) {
      problems.add(
          new Problem(
              place, "from", layer.kind() + " reads one layer; join several with add or concat"));
    } else if (new HashSet<>(from).size() < from.size()) {
      problems.add(new Problem(place, "from", "each layer is joined once, found " + from));
    }
  }

  private void name(int place, String name) {
    if (named.putIfAbsent(name, place) != null) {
      problems.add(new Problem(place, "name", "'" + name + "' is the name of a layer before it"));
    }
  }

  private void findUnread() {
    HashSet<Integer> read = new HashSet<>();
    sources.forEach(read::addAll);
    for (int place = 0; place < layers.size() - 1; place++) {
      if (!read.contains(place)) {
        problems.add(
            new Problem(
                place,
                "",
                "no layer reads it; name it in the 'from' of a later layer, or leave it out"));
      }
    }
  }
}
