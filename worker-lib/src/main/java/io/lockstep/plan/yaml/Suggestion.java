package io.lockstep.plan.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that someone probably meant. */
public final class Suggestion {
  private Suggestion() {}

  /** The nearest name, if at most a third of it differs. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= tolerance(candidate))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** {@code ; did you mean 'epochs'?} or an empty text. */
  public static String clause(String name, Collection<String> known) {
    return nearest(name, known).map(near -> "; did you mean '" + near + "'?").orElse("");
  }

  private static int tolerance(String candidate) {
    return Math.max(1, candidate.length() / 3);
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that lead from one name to the
   * other (optimal string alignment; Damerau 1964), without regard to case and to what joins words.
   */
  static int distance(String from, String to) {
    String a = plain(from);
    String b = plain(to);
    if (Math.abs(a.length() - b.length()) > tolerance(to)) {
      return Integer.MAX_VALUE; // spares long nonsense the quadratic table
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : best(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int best(int[][] d, String a, String b, int i, int j) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean isSwap =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwap ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }
}
