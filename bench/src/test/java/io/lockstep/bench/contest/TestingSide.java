package io.lockstep.bench.contest;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reaches what it is told to, one figure a run, and keeps a common list of who ran. */
public final class TestingSide implements Side {
  private final String name;
  private final List<String> calls;
  private final Deque<Double> values;

  public TestingSide(String name, List<String> calls, Double... values) {
    this.name = name;
    this.calls = calls;
    this.values = new ArrayDeque<>(List.of(values));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String given() {
    return "what " + name + " was given";
  }

  @Override
  public Optional<String> absence() {
    return values.isEmpty() ? Optional.of("No " + name + " here.") : Optional.empty();
  }

  @Override
  public Measurement measure(Path folder) {
    calls.add(name);
    return new Measurement(values.remove(), 0.25, "run-" + name, Map.of("version", "1"));
  }
}
