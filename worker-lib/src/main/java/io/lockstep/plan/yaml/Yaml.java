package io.lockstep.plan.yaml;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A node of a YAML tree. Scalars stay texts: what they mean depends on who asks. */
public sealed interface Yaml {
  /** Where it begins. */
  Place place();

  /** For messages, short: {@code 'ten'}, {@code [1, 2]}, {@code the keys a, b}, {@code nothing}. */
  String description();

  /**
   * A single value.
   *
   * @param text without quotes
   * @param quoted whether it is a text whatever it looks like
   */
  record Scalar(Place place, String text, boolean quoted) implements Yaml {
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    /** A value for writing that needs no quotes: a number or a word of ours. */
    public static Scalar word(Object value) {
      return new Scalar(Place.NOWHERE, value.toString(), false);
    }

    /** A text for writing, which is quoted if it must be. */
    public static Scalar text(String text) {
      return new Scalar(Place.NOWHERE, text, true);
    }

    /** Whether a key was given without a value. */
    public boolean isNothing() {
      return !quoted && NOTHING.contains(text);
    }

    @Override
    public String description() {
      if (isNothing()) {
        return "nothing";
      }
      String safe = Problems.mask(text);
      return "'" + (safe.length() <= 60 ? safe : safe.substring(0, 57) + "...") + "'";
    }
  }

  /** A list. */
  record Sequence(Place place, List<Yaml> items) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      boolean isShort = items.size() <= 8 && items.stream().allMatch(Scalar.class::isInstance);
      return isShort
          ? items.stream()
              .map(item -> ((Scalar) item).text())
              .collect(Collectors.joining(", ", "[", "]"))
          : "a list of " + items.size();
    }
  }

  /** Keys and their values in the order of the text; no key comes twice. */
  record Mapping(Place place, List<Entry> entries) implements Yaml {
    public Mapping {
      entries = List.copyOf(entries);
    }

    public Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    @Override
    public String description() {
      return entries.stream()
          .limit(8)
          .map(Entry::key)
          .collect(Collectors.joining(", ", "the keys ", ""));
    }
  }

  /**
   * A key with its value.
   *
   * @param place of the key
   */
  record Entry(Place place, String key, Yaml value) {}
}
