package io.lockstep.plan;

import io.lockstep.plan.Reading.Mismatch;
import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Suggestion;
import io.lockstep.plan.yaml.Yaml;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The keys of one part of a plan. What is wrong goes to the problems and reading goes on with a
 * substitute, so that one report names everything; the plan that comes of it is never used.
 */
final class Section {
  /** The wording of {@link io.lockstep.checks.Checks}. */
  private static final Pattern VIOLATION =
      Pattern.compile("Invalid (.+?) \\((.+)\\): .*", Pattern.DOTALL);

  private final Place place;
  private final String path;
  private final Yaml.Mapping keys;
  private final State state;
  private final Problems problems;
  private final Set<String> bad = new HashSet<>();

  /** Whether there are keys to speak of. */
  private enum State {
    READABLE,
    /** It is reported that there are none, so that a key that is missing is no news. */
    UNREADABLE
  }

  private Section(Place place, String path, Yaml.Mapping keys, State state, Problems problems) {
    this.place = place;
    this.path = path;
    this.keys = keys;
    this.state = state;
    this.problems = problems;
  }

  /**
   * The keys of a node; none if it is {@code nothing}, as in {@code output:} without more.
   *
   * @param place for what the section as a whole lacks
   * @param path of its key; empty: the whole plan
   */
  static Section of(Yaml node, Place place, String path, Problems problems) {
    if (node instanceof Yaml.Mapping mapping) {
      return new Section(place, path, mapping, State.READABLE, problems);
    }
    if (node instanceof Yaml.Scalar scalar && scalar.isNothing()) {
      return empty(place, path, State.READABLE, problems);
    }
    problems.add(node.place(), path, "expected keys with values, found " + node.description());
    return empty(place, path, State.UNREADABLE, problems);
  }

  private static Section empty(Place place, String path, State state, Problems problems) {
    return new Section(place, path, new Yaml.Mapping(place, List.of()), state, problems);
  }

  /** The section that a key holds; without keys if it is not there. */
  Section child(String key) {
    return keys.entry(key)
        .map(entry -> of(entry.value(), entry.place(), path(key), problems))
        .orElseGet(() -> empty(place, path(key), state, problems));
  }

  /** The section that a key holds; empty if the key is not there or says {@code none}. */
  Optional<Section> optionalChild(String key) {
    return keys.entry(key)
        .filter(entry -> !Reading.isWord(entry.value(), "none"))
        .map(entry -> of(entry.value(), entry.place(), path(key), problems));
  }

  /** The sections that a list holds; none if the key is not there. */
  List<Section> items(String key) {
    List<Yaml> items = read(key, List.of(), Section::items);
    return IntStream.range(0, items.size())
        .mapToObj(i -> of(items.get(i), items.get(i).place(), path(key) + "." + i, problems))
        .toList();
  }

  private static List<Yaml> items(Yaml node) {
    if (node instanceof Yaml.Sequence sequence) {
      return sequence.items();
    }
    throw new Mismatch(node, "a list");
  }

  /** Reports every key that is not known. */
  Section only(Collection<String> known) {
    return only(known, "");
  }

  private Section only(Collection<String> known, String owner) {
    keys.entries().stream()
        .map(Yaml.Entry::key)
        .filter(key -> !known.contains(key))
        .forEach(key -> report(key, "unknown key" + owner + advice(key, known)));
    return this;
  }

  private static String advice(String key, Collection<String> known) {
    Optional<String> meant = PlanKeys.shortFor(key).filter(known::contains);
    String advice =
        meant.map(word -> "; did you mean '" + word + "'?").orElse(Suggestion.clause(key, known));
    if (advice.isEmpty()) {
      advice = PlanKeys.home(key).map(home -> "; did you mean '" + home + "'?").orElse("");
    }
    return advice + " (known: " + String.join(", ", known) + ")";
  }

  /**
   * The type of a section whose other keys depend on it; reports every key that the type does not
   * have. Empty if the type is not known.
   *
   * @param common keys of every type
   * @param standard the type of a section that names none
   */
  Optional<String> type(
      Map<String, List<String>> types, Collection<String> common, String standard) {
    String type = read("type", standard, Reading.TEXT);
    if (isBad("type")) {
      return Optional.empty();
    }
    if (!types.containsKey(type)) {
      String known = " (known: " + String.join(", ", types.keySet()) + ")";
      String advice = Suggestion.clause(type, types.keySet());
      report("type", "unknown type '" + type + "'" + advice + known);
      return Optional.empty();
    }
    only(
        Stream.of(List.of("type"), types.get(type), common).flatMap(Collection::stream).toList(),
        " of " + type);
    return Optional.of(type);
  }

  /** The value of a key, or {@code absent} if it is not there or wrong. */
  <T> T read(String key, T absent, Reading<? extends T> reading) {
    Optional<Yaml.Entry> entry = keys.entry(key).filter(e -> !bad.contains(key));
    if (entry.isEmpty()) {
      return absent;
    }
    try {
      return reading.read(entry.get().value());
    } catch (Mismatch e) {
      problems.add(e.node().place(), path(key), e.getMessage());
      bad.add(key);
      return absent;
    } catch (IllegalArgumentException e) {
      reject(key, e);
      return absent;
    }
  }

  /** The value of a key that must be there. */
  <T> T require(String key, T substitute, Reading<? extends T> reading) {
    if (!has(key)) {
      missing(key, "");
    }
    return read(key, substitute, reading);
  }

  /** Reports a key that must be there. */
  void missing(String key, String advice) {
    if (state == State.READABLE) {
      problems.add(place, path(key), "must be given" + advice);
    }
  }

  /**
   * Makes a value whose constructor checks it. A check that fails is reported at the key that it
   * names, and the construction repeated without that key, until all keys have been checked.
   */
  <T> T build(Supplier<T> construction) {
    while (true) {
      try {
        return construction.get();
      } catch (IllegalArgumentException e) {
        reject("", e);
      }
    }
  }

  private void reject(String key, IllegalArgumentException cause) {
    Matcher violation = VIOLATION.matcher(String.valueOf(cause.getMessage()));
    boolean isViolation = violation.matches();
    String wrong = isViolation && has(violation.group(1)) ? violation.group(1) : key;
    if (!isViolation || !has(wrong) || !bad.add(wrong)) {
      problems.add(place, path, cause.getMessage());
      problems.failIfAny(); // a repetition would fail alike
    }
    String found = keys.entry(wrong).orElseThrow().value().description();
    report(wrong, "expected " + violation.group(2) + ", found " + found);
  }

  boolean has(String key) {
    return keys.entry(key).isPresent();
  }

  /** Whether a key says this word, right or wrong as it may be. */
  boolean isWord(String key, String word) {
    return keys.entry(key).filter(entry -> Reading.isWord(entry.value(), word)).isPresent();
  }

  /** Whether something wrong with a key has been reported. */
  boolean isBad(String key) {
    return bad.contains(key);
  }

  /** Reports what is wrong with a key, or with the section if the key is not there. */
  void report(String key, String message) {
    bad.add(key);
    Place where = keys.entry(key).map(Yaml.Entry::place).orElse(place);
    problems.add(where, path(key), message);
  }

  private String path(String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }
}
