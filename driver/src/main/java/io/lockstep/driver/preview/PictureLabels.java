package io.lockstep.driver.preview;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Targets as people read them. */
final class PictureLabels {
  private static final int SHOWN = 2;

  /** Less is 0 % when it is rounded. */
  private static final double LEAST = 0.005;

  private PictureLabels() {}

  /**
   * The class; of several the largest two with their parts; the first numbers of a regression.
   *
   * @param classes names; empty for a regression
   */
  static String of(float[] targets, List<String> classes) {
    if (classes.isEmpty()) {
      return IntStream.range(0, Math.min(targets.length, SHOWN))
          .mapToObj(i -> String.format(Locale.ROOT, "%.3g", targets[i]))
          .collect(Collectors.joining(" "));
    }
    List<Integer> present = new ArrayList<>();
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] >= LEAST) {
        present.add(i);
      }
    }
    present.sort(Comparator.comparingDouble(i -> -targets[i]));
    return present.stream()
        .limit(SHOWN)
        .map(i -> name(classes.get(i), targets[i]))
        .collect(Collectors.joining(" "));
  }

  private static String name(String name, float part) {
    return part == 1 ? name : name + " " + Math.round(100 * part) + "%";
  }
}
