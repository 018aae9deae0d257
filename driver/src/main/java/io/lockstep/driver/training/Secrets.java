package io.lockstep.driver.training;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of texts that are printed or written. */
public final class Secrets {
  private static final String HIDDEN = "***";

  /** Wider than Spark's own {@code spark.redaction.regex}. */
  private static final Pattern NAME =
      Pattern.compile("(?i)secret|passw|token|credential|(access|account|api)[._-]?key");

  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z0-9_.-]+)(=)(\"[^\"]*\"|'[^']*'|[^\\s,;]+)");

  private static final Pattern LOGIN = Pattern.compile("(://)[^/@\\s:]+:[^/@\\s]+@");

  private Secrets() {}

  /** Whether the value of such a key is not to be shown. */
  public static boolean isSecret(String key) {
    return NAME.matcher(key).find();
  }

  /**
   * A text without the values of secret {@code key=value} pairs and without logins in locations.
   */
  public static String mask(String text) {
    return maskLogins(
        ASSIGNMENT
            .matcher(text)
            .replaceAll(
                pair ->
                    Matcher.quoteReplacement(
                        isSecret(pair.group(1))
                            ? pair.group(1) + pair.group(2) + HIDDEN
                            : pair.group())));
  }

  /** A text without logins in locations: {@code s3a://key:secret@bucket} loses the key. */
  public static String maskLogins(String text) {
    return LOGIN.matcher(text).replaceAll("$1" + HIDDEN + "@");
  }
}
