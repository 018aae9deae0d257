package io.lockstep.network;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.List;
import java.util.Optional;

/**
 * What a layer is called, and which layers it reads.
 *
 * @param name by which later layers read it
 * @param from names of layers before it, or {@link #INPUT}; empty: the layer before
 */
public record Wire(Optional<String> name, List<String> from) {
  /** The name of the example itself. */
  public static final String INPUT = "input";

  /** No name, and it reads the layer before. */
  public static final Wire NEXT = new Wire(Optional.empty(), List.of());

  public Wire {
    present(name, "name");
    name.ifPresent(
        word ->
            check(
                word.matches("[A-Za-z][A-Za-z0-9._-]{0,63}") && !word.equals(INPUT),
                "name",
                "up to 64 letters, digits, . _ -, a letter first, and not 'input'",
                word));
    from = List.copyOf(from);
  }

  /** No name, and it reads these. */
  public static Wire reading(List<String> from) {
    return new Wire(Optional.empty(), from);
  }

  /** The same layers under a name. */
  public Wire named(String other) {
    return new Wire(Optional.of(other), from);
  }
}
