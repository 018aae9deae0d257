package io.lockstep.bench.engine;

import java.util.ArrayList;
import java.util.List;

/** Repeated measurements of one thing. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  double least() {
    return values.stream().min(Double::compare).orElseThrow();
  }
}
