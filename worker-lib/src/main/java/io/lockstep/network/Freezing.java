package io.lockstep.network;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.ParameterLayout;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which layers patterns freeze: {@code *} is any text and {@code ?} one letter of a layer's place
 * and kind, its kind, or the name that the plan gives it.
 */
final class Freezing {
  private final List<NetworkSpec.Layer> layers;
  private final List<Wire> wires;
  private final Set<Integer> withParameters;

  private Freezing(ModelSpec model, List<NetworkSpec.Layer> layers, ParameterLayout layout) {
    this.layers = layers;
    this.wires = model.wires();
    this.withParameters =
        layout.pieces().stream().map(LayoutBuilder::place).collect(Collectors.toSet());
  }

  /**
   * Names of the frozen layers, all of which have parameters.
   *
   * @throws LockstepException (usage) if a pattern freezes nothing, or all together everything
   */
  static Set<String> of(ModelSpec model, List<NetworkSpec.Layer> layers, ParameterLayout layout) {
    return model.origin().freeze().isEmpty()
        ? Set.of()
        : new Freezing(model, layers, layout).names(model.origin());
  }

  private Set<String> names(Origin origin) {
    Set<String> frozen = new LinkedHashSet<>();
    for (String pattern : origin.freeze()) {
      Set<String> matched = matching(pattern);
      if (matched.isEmpty()) {
        throw refused(
            "'%s' names no layer with parameters; there are %s".formatted(pattern, all()));
      }
      frozen.addAll(matched);
    }
    String head = layers.get(layers.size() - 1).name();
    if (origin.head() == Origin.Head.REPLACED && frozen.contains(head)) {
      throw refused(
          "they freeze %s, which replace-head draws anew and which must learn; name the layers before it"
              .formatted(head));
    }
    if (frozen.size() == withParameters.size()) {
      throw refused("nothing is left to train; leave a layer out, such as " + head);
    }
    return frozen;
  }

  private Set<String> matching(String pattern) {
    Pattern regex = regex(pattern);
    Set<String> names = new HashSet<>();
    for (int place = 0; place < layers.size(); place++) {
      NetworkSpec.Layer layer = layers.get(place);
      boolean matches =
          Stream.of(layer.name(), layer.spec().kind(), wires.get(place).name().orElse(""))
              .anyMatch(name -> regex.matcher(name).matches());
      if (matches && withParameters.contains(place)) {
        names.add(layer.name());
      }
    }
    return names;
  }

  private String all() {
    return withParameters.stream()
        .sorted()
        .map(place -> layers.get(place).name())
        .collect(Collectors.joining(", "));
  }

  private static Pattern regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString());
  }

  private static LockstepException refused(String why) {
    return new LockstepException(
        ExitCode.USAGE, "Cannot freeze layers by model.freeze: " + why + ".");
  }
}
