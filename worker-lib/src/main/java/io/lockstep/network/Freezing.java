package io.lockstep.network;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which layers patterns freeze: {@code *} is any text and {@code ?} one letter of a layer's place
 * and kind, its kind, or the name that the plan gives it.
 */
final class Freezing {
  private final List<LayerSpec> layers;
  private final List<Wire> wires;
  private final List<Integer> withParameters;

  private Freezing(ModelSpec model) {
    this.layers = model.layers();
    this.wires = model.wires();
    this.withParameters =
        IntStream.range(0, layers.size())
            .filter(place -> hasParameters(layers.get(place)))
            .boxed()
            .toList();
  }

  /** Whether a layer has pieces in the layout. */
  static boolean hasParameters(LayerSpec layer) {
    return !(layer.isMerge()
        || layer instanceof LayerSpec.Pool
        || layer instanceof LayerSpec.GlobalPool
        || layer instanceof LayerSpec.Dropout
        || layer instanceof LayerSpec.SpatialDropout
        || layer instanceof LayerSpec.Activate);
  }

  /**
   * Names of the frozen layers, all of which have parameters.
   *
   * @throws LockstepException (usage) if a pattern freezes nothing, or all together everything
   */
  static Set<String> of(ModelSpec model) {
    return model.origin().freeze().isEmpty() ? Set.of() : new Freezing(model).names(model.origin());
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
    String head = name(layers.size() - 1);
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
    for (int place : withParameters) {
      boolean matches =
          Stream.of(name(place), layers.get(place).kind(), wires.get(place).name().orElse(""))
              .anyMatch(name -> regex.matcher(name).matches());
      if (matches) {
        names.add(name(place));
      }
    }
    return names;
  }

  private String name(int place) {
    return NetworkSpec.Layer.name(place, layers.get(place));
  }

  private String all() {
    return withParameters.stream().map(this::name).collect(Collectors.joining(", "));
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
