package io.lockstep.plan.yaml;

import java.util.ArrayList;
import java.util.List;

/** Keys and values for writing, in the order in which they are put. */
public final class Fields {
  private final List<Yaml.Entry> entries = new ArrayList<>();

  public Fields put(String key, Yaml value) {
    entries.add(new Yaml.Entry(Place.NOWHERE, key, value));
    return this;
  }

  /** Puts a number or a word of ours. */
  public Fields put(String key, Object word) {
    return put(key, Yaml.Scalar.word(word));
  }

  public Yaml.Mapping mapping() {
    return new Yaml.Mapping(Place.NOWHERE, entries);
  }
}
