package io.lockstep.driver.source;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers as people write them: {@code -12}, {@code 0.5}, {@code 1e-3}; nothing that Java adds. */
final class NumberText {
  private static final Pattern LABEL =
      Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

  private NumberText() {}

  /** A finite float32; NaN if the text is none. */
  static float parse(String text) {
    int length = text.length();
    if (length > 0 && length <= 6) {
      int value = digits(text);
      if (value >= 0) {
        return value;
      }
    }
    for (int i = 0; i < length; i++) {
      if (!isPartOfNumber(text.charAt(i))) {
        return Float.NaN;
      }
    }
    try {
      float value = Float.parseFloat(text);
      return Float.isInfinite(value) ? Float.NaN : value;
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }

  /** Why a text is no number, to follow the name of its column. */
  static String problem(String text) {
    if (text.isEmpty()) {
      return "is empty";
    }
    String shown = text.length() <= 40 ? text : text.substring(0, 37) + "...";
    return "is not a number in the range of float32: \"" + shown + "\"";
  }

  /**
   * One text for all ways to write a number, such as 3 for 3.0; other texts, such as 007, stay.
   * Labels that are the same number are the same class.
   */
  static String canonical(String label) {
    if (!LABEL.matcher(label).matches()) {
      return label;
    }
    BigDecimal number = new BigDecimal(label);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** Whether a label is a number, which sorts as one. */
  static boolean isNumber(String label) {
    return LABEL.matcher(label).matches();
  }

  private static int digits(String text) {
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static boolean isPartOfNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  }
}
