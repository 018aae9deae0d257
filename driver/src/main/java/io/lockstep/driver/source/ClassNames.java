package io.lockstep.driver.source;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/** The classes of a task, in order: by number if all are numbers, else by their characters. */
final class ClassNames {
  private ClassNames() {}

  /** Distinct labels in order. */
  static List<String> ordered(Collection<String> labels) {
    List<String> ordered = new ArrayList<>(labels);
    if (ordered.stream().allMatch(NumberText::isNumber)) {
      ordered.sort(Comparator.comparing(BigDecimal::new));
    } else {
      ordered.sort(Comparator.naturalOrder());
    }
    return List.copyOf(ordered);
  }

  /** The number of each class; serializable. */
  static HashMap<String, Integer> numbers(List<String> classes) {
    HashMap<String, Integer> numbers = new HashMap<>();
    for (String name : classes) {
      numbers.put(name, numbers.size());
    }
    return numbers;
  }

  /** Some of them, for messages. */
  static String some(Collection<String> classes) {
    Collection<String> shown = classes.stream().limit(10).toList();
    String more = classes.size() > shown.size() ? ", ... (" + classes.size() + " in all)" : "";
    return String.join(", ", shown) + more;
  }
}
