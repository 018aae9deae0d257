package io.lockstep.data;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What training examples count in the loss. The weight of an example is that of its column times
 * that of its class; its loss and its gradient are multiplied by it. The gradient of a step is the
 * sum over the examples of the global batch divided by their <b>number</b>, not by the sum of their
 * weights (as Keras has it), so that twice the weight is twice the pull. Evaluations are
 * unweighted.
 *
 * @param column name or position of the weights of examples: finite and not negative; empty: none
 * @param classes weights of classes
 */
public record WeightSpec(Optional<String> column, Classes classes) {
  /** All examples count alike. */
  public static final WeightSpec NONE = new WeightSpec(Optional.empty(), new Equal());

  public WeightSpec {
    present(column, "weight");
    present(classes, "class-weights");
  }

  /** What each class counts. */
  public sealed interface Classes {
    /**
     * Weights in the order of classes; empty if all count alike.
     *
     * @param names of the classes
     * @param counts training examples of each
     * @throws IllegalArgumentException if a class is named that there is not
     */
    List<Double> weights(List<String> names, List<Long> counts);
  }

  /** All alike. */
  public record Equal() implements Classes {
    @Override
    public List<Double> weights(List<String> names, List<Long> counts) {
      return List.of();
    }
  }

  /**
   * Each class as much as any other: {@code n / (C n_c)} for n_c of n training examples and C
   * classes that occur among them (King and Zeng 2001; scikit-learn's {@code "balanced"}). The mean
   * over the examples is 1.
   */
  public record Balanced() implements Classes {
    @Override
    public List<Double> weights(List<String> names, List<Long> counts) {
      double examples = counts.stream().mapToLong(Long::longValue).sum();
      long occurring = counts.stream().filter(count -> count > 0).count();
      return counts.stream()
          .map(count -> count == 0 ? 0 : examples / (occurring * (double) count))
          .toList();
    }
  }

  /**
   * As given; classes that are not named have 1.
   *
   * @param byName finite and not negative, not all 0
   */
  public record Given(Map<String, Double> byName) implements Classes {
    public Given {
      byName = Collections.unmodifiableMap(new TreeMap<>(byName));
      check(!byName.isEmpty(), "class-weights", "at least one class", byName);
      check(
          byName.values().stream().allMatch(weight -> weight >= 0 && Double.isFinite(weight)),
          "class-weights",
          "numbers of at least 0",
          byName);
    }

    @Override
    public List<Double> weights(List<String> names, List<Long> counts) {
      for (String name : byName.keySet()) {
        check(names.contains(name), "class-weights", "one of the classes " + names, name);
      }
      return names.stream().map(name -> byName.getOrDefault(name, 1.0)).toList();
    }
  }
}
