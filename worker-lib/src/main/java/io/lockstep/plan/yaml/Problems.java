package io.lockstep.plan.yaml;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All that is wrong with a text, to be told at once. */
public final class Problems {
  private static final int MOST = 100;
  private static final Pattern PASSWORD = Pattern.compile("://[^/@\\s]*:[^/@\\s]*@");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private record Problem(Place place, String path, String message) {
    @Override
    public String toString() {
      String text = place.label() + ": " + (path.isEmpty() ? "" : path + ": ") + message;
      return CONTROL.matcher(mask(text)).replaceAll("?");
    }
  }

  private final String title;
  private final Set<Problem> found = new LinkedHashSet<>();

  /**
   * @param title what cannot be done, such as {@code Cannot use plan digits.yaml}
   */
  public Problems(String title) {
    this.title = title;
  }

  /**
   * Takes a problem down; the same one twice counts once.
   *
   * @param path of the key, such as {@code training.epochs}; empty: the whole text
   */
  public void add(Place place, String path, String message) {
    found.add(new Problem(place, path, message));
  }

  /** Fails with the report if there is a problem. */
  public void failIfAny() {
    if (!found.isEmpty()) {
      throw new LockstepException(ExitCode.USAGE, report());
    }
  }

  /** The text without the password of a URI. */
  static String mask(String text) {
    return PASSWORD.matcher(text).replaceAll("://***@");
  }

  private String report() {
    List<Problem> ordered =
        found.stream().sorted(Comparator.comparing(Problem::place)).limit(MOST).toList();
    String more =
        found.size() > MOST ? "\n... and " + (found.size() - MOST) + " problems more" : "";
    return ordered.stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n", title + " (" + count() + "):\n", more));
  }

  private String count() {
    return found.size() == 1 ? "1 problem" : found.size() + " problems";
  }
}
