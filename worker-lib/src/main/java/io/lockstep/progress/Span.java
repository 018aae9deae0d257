package io.lockstep.progress;

import static io.lockstep.checks.Checks.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of training: {@code 90ep} (epochs) or {@code 200st} (steps).
 *
 * @param amount how many, at least 0
 * @param unit of what
 */
public record Span(long amount, Unit unit) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,12}) ?(ep|st)");

  /** What a span counts. */
  public enum Unit {
    EPOCHS("ep"),
    STEPS("st");

    private final String suffix;

    Unit(String suffix) {
      this.suffix = suffix;
    }
  }

  public Span {
    check(amount >= 0, "span", "at least 0", amount);
  }

  public static Span epochs(long amount) {
    return new Span(amount, Unit.EPOCHS);
  }

  public static Span steps(long amount) {
    return new Span(amount, Unit.STEPS);
  }

  /** Reads {@code 90ep} or {@code 200st}. */
  public static Span parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    check(matcher.matches(), "span", "a number with ep or st, such as 3ep or 200st", text);
    long amount = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("ep") ? epochs(amount) : steps(amount);
  }

  /** The same length in steps. */
  public long toSteps(long stepsPerEpoch) {
    return unit == Unit.STEPS ? amount : Math.multiplyExact(amount, stepsPerEpoch);
  }

  @Override
  public String toString() {
    return amount + unit.suffix;
  }
}
