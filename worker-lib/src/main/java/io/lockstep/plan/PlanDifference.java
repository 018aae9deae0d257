package io.lockstep.plan;

import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.Yaml.Entry;
import io.lockstep.plan.yaml.Yaml.Mapping;
import io.lockstep.plan.yaml.Yaml.Sequence;
import io.lockstep.plan.yaml.YamlPrinter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key that stands in the way of a resume: the run was trained with another value.
 *
 * @param key such as {@code optimizer.learning-rate} or {@code model.layers.0.units}
 * @param run its value in the run; empty: it has none
 * @param now its value in the plan at hand; empty: it has none
 */
public record PlanDifference(String key, Optional<String> run, Optional<String> now) {
  /** All that differs, in the plan's order; empty if and only if the hashes are equal. */
  public static List<PlanDifference> between(TrainingPlan run, TrainingPlan now) {
    List<PlanDifference> differences = new ArrayList<>();
    Yaml before = ShortForms.expand(PlanTree.binding(run));
    Yaml after = ShortForms.expand(PlanTree.binding(now));
    collect("", Optional.of(before), Optional.of(after), differences);
    return List.copyOf(differences);
  }

  /** For people: {@code optimizer.learning-rate: 0.001 in the run, 0.01 now}. */
  @Override
  public String toString() {
    return key + ": " + run.orElse("absent") + " in the run, " + now.orElse("absent") + " now";
  }

  private static void collect(
      String path, Optional<Yaml> run, Optional<Yaml> now, List<PlanDifference> differences) {
    if (run.isPresent() && now.isPresent()) {
      if (run.get() instanceof Mapping a && now.get() instanceof Mapping b) {
        keys(a, b)
            .forEach(key -> collect(path(path, key), value(a, key), value(b, key), differences));
        return;
      }
      if (run.get() instanceof Sequence a && now.get() instanceof Sequence b && isDeep(a, b)) {
        for (int i = 0; i < Math.max(a.items().size(), b.items().size()); i++) {
          collect(path(path, String.valueOf(i)), item(a, i), item(b, i), differences);
        }
        return;
      }
    }
    if (!text(run).equals(text(now))) {
      differences.add(new PlanDifference(path, text(run), text(now)));
    }
  }

  private static boolean isDeep(Sequence a, Sequence b) {
    return a.items().stream().anyMatch(Mapping.class::isInstance)
        && b.items().stream().anyMatch(Mapping.class::isInstance);
  }

  /** The keys of both, or only the type where it differs: it explains all others. */
  private static Set<String> keys(Mapping a, Mapping b) {
    if (!text(value(a, "type")).equals(text(value(b, "type")))) {
      return Set.of("type");
    }
    Set<String> keys = new LinkedHashSet<>();
    a.entries().forEach(entry -> keys.add(entry.key()));
    b.entries().forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  private static Optional<String> text(Optional<Yaml> node) {
    return node.map(YamlPrinter::flow);
  }

  private static Optional<Yaml> value(Mapping mapping, String key) {
    return mapping.entry(key).map(Entry::value);
  }

  private static Optional<Yaml> item(Sequence sequence, int index) {
    return index < sequence.items().size()
        ? Optional.of(sequence.items().get(index))
        : Optional.empty();
  }

  private static String path(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
