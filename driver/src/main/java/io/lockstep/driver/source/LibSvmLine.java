package io.lockstep.driver.source;

import java.util.regex.Pattern;

/**
 * A line in the format of LibSVM (Chang and Lin 2011, LIBSVM: A Library for Support Vector
 * Machines): a label, then {@code place:value} for the features that are not 0, places ascending
 * from 1; what follows {@code #} is a comment.
 */
final class LibSvmLine {
  private static final String EXPECTED = "expected place:value with a place above ";

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern PLACE = Pattern.compile("[0-9]{1,9}");

  private LibSvmLine() {}

  /** Whether there is nothing but blanks and a comment. */
  static boolean isBlank(String line) {
    return withoutComment(line).isEmpty();
  }

  /** The largest place; 0 if there is none that is right. */
  static int places(String line) {
    int largest = 0;
    for (String token : BLANKS.split(withoutComment(line))) {
      int colon = token.indexOf(':');
      largest = Math.max(largest, colon > 0 ? place(token.substring(0, colon)) : 0);
    }
    return largest;
  }

  /** The label, or empty text if the first thing is a feature. */
  static String label(String line) {
    String first = BLANKS.split(withoutComment(line), 2)[0];
    return first.indexOf(':') < 0 ? first : "";
  }

  /**
   * All features, those that the line does not name being 0.
   *
   * @throws IllegalArgumentException if a place or a value is wrong
   */
  static float[] features(String line, int width) {
    float[] values = new float[width];
    int before = 0;
    String[] tokens = BLANKS.split(withoutComment(line));
    for (int i = label(line).isEmpty() ? 0 : 1; i < tokens.length; i++) {
      int colon = tokens[i].indexOf(':');
      int place = colon > 0 ? place(tokens[i].substring(0, colon)) : 0;
      if (place <= before) {
        throw new IllegalArgumentException(EXPECTED + before + ", found \"" + tokens[i] + "\"");
      } else if (place > width) {
        throw new IllegalArgumentException(
            "place " + place + " is beyond the " + width + " features of an example");
      }
      String text = tokens[i].substring(colon + 1);
      float value = NumberText.parse(text);
      if (Float.isNaN(value)) {
        throw new IllegalArgumentException("place " + place + " " + NumberText.problem(text));
      }
      values[place - 1] = value;
      before = place;
    }
    return values;
  }

  private static int place(String text) {
    return PLACE.matcher(text).matches() ? Integer.parseInt(text) : 0;
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf('#');
    return (comment < 0 ? line : line.substring(0, comment)).strip();
  }
}
