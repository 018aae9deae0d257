package io.lockstep.plan;

import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Source;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts {@code --set a.b=c} into a plan's tree: {@code a.b} is the path of a key, list items by
 * their number from 0, {@code c} is YAML. The last one for a key wins.
 */
final class Overrides {
  private final Problems problems;

  Overrides(Problems problems) {
    this.problems = problems;
  }

  /** The plan with all overrides, its short forms written out. */
  Yaml apply(Yaml plan, List<String> arguments) {
    Yaml result = ShortForms.expand(plan);
    for (int i = 0; i < arguments.size(); i++) {
      result =
          ShortForms.expand(apply(result, arguments.get(i), Source.override(arguments.get(i), i)));
    }
    return result;
  }

  private Yaml apply(Yaml plan, String argument, Source source) {
    int equals = argument.indexOf('=');
    List<String> path = Arrays.asList(argument.substring(0, Math.max(equals, 0)).split("\\.", -1));
    if (path.stream().anyMatch(String::isBlank)) {
      problems.add(source.at(1, 1), "", "expected KEY=VALUE, such as training.epochs=5");
      return plan;
    }
    Optional<Yaml> value = YamlReader.read(argument.substring(equals + 1), source, problems);
    return value.map(v -> new Change(path, v, source.at(1, 1)).in(plan, 0)).orElse(plan);
  }

  /** One override on its way down the tree. */
  private final class Change {
    private final List<String> path;
    private final Yaml value;
    private final Place place;

    Change(List<String> path, Yaml value, Place place) {
      this.path = path;
      this.value = value;
      this.place = place;
    }

    Yaml in(Yaml node, int depth) {
      if (depth == path.size()) {
        return value;
      }
      if (node instanceof Yaml.Mapping mapping) {
        return inMapping(mapping, depth);
      }
      if (node instanceof Yaml.Sequence sequence) {
        return inSequence(sequence, depth);
      }
      if (((Yaml.Scalar) node).isNothing()) {
        return inMapping(new Yaml.Mapping(place, List.of()), depth);
      }
      return refuse(node, depth, "is " + node.description() + " and has no keys");
    }

    private Yaml inMapping(Yaml.Mapping mapping, int depth) {
      String key = path.get(depth);
      Yaml nothing = new Yaml.Scalar(place, "", false);
      Yaml before = mapping.entry(key).map(Yaml.Entry::value).orElse(nothing);
      Yaml.Entry changed = new Yaml.Entry(place, key, in(before, depth + 1));
      List<Yaml.Entry> entries = new ArrayList<>(mapping.entries());
      entries.replaceAll(entry -> entry.key().equals(key) ? changed : entry);
      if (!entries.contains(changed)) {
        entries.add(changed);
      }
      return new Yaml.Mapping(mapping.place(), entries);
    }

    private Yaml inSequence(Yaml.Sequence sequence, int depth) {
      int size = sequence.items().size();
      String index = path.get(depth);
      if (!index.matches("\\d{1,6}") || Integer.parseInt(index) >= size) {
        return refuse(
            sequence, depth, "has no item '" + index + "' (it has " + size + ", numbered from 0)");
      }
      List<Yaml> items = new ArrayList<>(sequence.items());
      items.set(Integer.parseInt(index), in(items.get(Integer.parseInt(index)), depth + 1));
      return new Yaml.Sequence(sequence.place(), items);
    }

    private Yaml refuse(Yaml node, int depth, String why) {
      problems.add(place, String.join(".", path.subList(0, depth)), why);
      return node;
    }
  }
}
