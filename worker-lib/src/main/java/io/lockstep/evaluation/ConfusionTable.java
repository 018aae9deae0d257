package io.lockstep.evaluation;

import static io.lockstep.checks.Checks.check;

import java.util.List;
import java.util.Locale;

/** A {@link ConfusionMatrix} as text. */
final class ConfusionTable {
  private static final String CORNER = "true \\ predicted";

  private ConfusionTable() {}

  /** Columns are as wide as their widest cell; lines end with the class's recall. */
  static String of(ConfusionMatrix matrix, List<String> names) {
    int n = matrix.classes();
    check(names.size() == n, "class names", n + " of them", names.size());
    int first = CORNER.length();
    for (String name : names) {
      first = Math.max(first, name.length());
    }
    StringBuilder text = new StringBuilder(pad(CORNER, -first));
    for (int c = 0; c < n; c++) {
      text.append("  ").append(pad(names.get(c), width(matrix, names, c)));
    }
    text.append("  recall\n");
    for (int truth = 0; truth < n; truth++) {
      text.append(pad(names.get(truth), -first));
      for (int c = 0; c < n; c++) {
        text.append("  ").append(pad("" + matrix.count(truth, c), width(matrix, names, c)));
      }
      text.append("  ").append(recall(matrix, truth)).append('\n');
    }
    return text.toString();
  }

  private static int width(ConfusionMatrix matrix, List<String> names, int predicted) {
    int width = names.get(predicted).length();
    for (int truth = 0; truth < matrix.classes(); truth++) {
      width = Math.max(width, Long.toString(matrix.count(truth, predicted)).length());
    }
    return width;
  }

  private static String recall(ConfusionMatrix matrix, int truth) {
    long examples = matrix.truth(truth);
    return examples == 0
        ? pad("-", 6)
        : String.format(Locale.ROOT, "%6.4f", (double) matrix.count(truth, truth) / examples);
  }

  /** To the right of {@code width} characters, or to the left if it is negative. */
  private static String pad(String text, int width) {
    String spaces = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
    return width < 0 ? text + spaces : spaces + text;
  }
}
