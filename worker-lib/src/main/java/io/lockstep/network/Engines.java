package io.lockstep.network;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.dl4j.Dl4jEngine;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The engines that a plan can name: one row each. An engine's libraries are loaded when it is first
 * used.
 */
public final class Engines {
  private static final Map<String, Supplier<Engine>> TABLE =
      new TreeMap<>(Map.of("dl4j", Dl4jEngine::new));

  private Engines() {}

  /** Names for plans. */
  public static Iterable<String> names() {
    return TABLE.keySet();
  }

  /** The engine of a name. */
  public static Engine named(String name) {
    Supplier<Engine> engine = TABLE.get(name);
    if (engine == null) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot find the engine '" + name + "'; there are: " + String.join(", ", TABLE.keySet()));
    }
    return engine.get();
  }
}
