package io.lockstep.plan;

import io.lockstep.plan.yaml.Suggestion;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.progress.Span;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node means; fails with {@link Mismatch} if it means nothing of the kind. */
@FunctionalInterface
interface Reading<T> {
  Pattern WHOLE = Pattern.compile("[-+]?\\d{1,40}");
  Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");
  Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h)");

  /** A number without fraction that fits into 32 bits. */
  Reading<Integer> WHOLE_NUMBER =
      node -> (int) whole(node, "a whole number", Integer.MIN_VALUE, Integer.MAX_VALUE);

  /** A number without fraction that fits into 64 bits. */
  Reading<Long> LONG_NUMBER = node -> whole(node, "a whole number", Long.MIN_VALUE, Long.MAX_VALUE);

  /** A number of times. */
  Reading<Long> COUNT = node -> whole(node, "a whole number of at least 1", 1, 999_999_999_999L);

  /** A finite number. */
  Reading<Double> NUMBER = Reading::number;

  /** Any text. */
  Reading<String> TEXT = node -> scalar(node, "a text").text();

  /** {@code 3ep} or {@code 200st}. */
  Reading<Span> SPAN = Reading::span;

  /** {@code 500ms}, {@code 60s}, {@code 5m} or {@code 2h}. */
  Reading<Duration> DURATION_TEXT = Reading::duration;

  T read(Yaml node);

  /** This, or nothing for {@code none}. */
  default Reading<Optional<T>> orNone() {
    return orEmpty("none");
  }

  /** This, or nothing for a word. */
  default Reading<Optional<T>> orEmpty(String word) {
    return node -> {
      try {
        return isWord(node, word) ? Optional.empty() : Optional.of(read(node));
      } catch (Mismatch e) {
        throw e.or(word);
      }
    };
  }

  /** A list of these, or one of them by itself. */
  default Reading<List<T>> oneOrMore() {
    return node ->
        node instanceof Yaml.Sequence sequence
            ? sequence.items().stream().map(this::read).toList()
            : List.of(read(node));
  }

  /** One of the words, which stand for the values. */
  static <T> Reading<T> choice(List<String> words, List<? extends T> values) {
    return node -> {
      String expected = "one of " + String.join(", ", words);
      String word = scalar(node, expected).text();
      if (!words.contains(word)) {
        throw new Mismatch(node, expected, Suggestion.clause(word, words));
      }
      return values.get(words.indexOf(word));
    };
  }

  static boolean isWord(Yaml node, String word) {
    return node instanceof Yaml.Scalar scalar && scalar.text().equals(word);
  }

  /** Whether it is a number that is not quoted. */
  static boolean isNumber(Yaml node) {
    return node instanceof Yaml.Scalar scalar
        && !scalar.quoted()
        && DECIMAL.matcher(scalar.text()).matches();
  }

  /** The scalar that a node must be. */
  static Yaml.Scalar scalar(Yaml node, String expected) {
    if (node instanceof Yaml.Scalar scalar && !scalar.isNothing()) {
      return scalar;
    }
    throw new Mismatch(node, expected);
  }

  private static long whole(Yaml node, String expected, long least, long most) {
    Yaml.Scalar scalar = scalar(node, expected);
    if (scalar.quoted() || !WHOLE.matcher(scalar.text()).matches()) {
      throw new Mismatch(node, expected, scalar.quoted() ? " in quotes" : "");
    }
    BigInteger value = new BigInteger(scalar.text());
    if (value.compareTo(BigInteger.valueOf(least)) < 0) {
      throw new Mismatch(node, least == 1 ? expected : "a whole number from " + least);
    }
    if (value.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new Mismatch(node, "a whole number up to " + most);
    }
    return value.longValue();
  }

  private static double number(Yaml node) {
    Yaml.Scalar scalar = scalar(node, "a number");
    double value = isNumber(node) ? Double.parseDouble(scalar.text()) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new Mismatch(node, "a number", scalar.quoted() ? " in quotes" : "");
    }
    return value;
  }

  private static Span span(Yaml node) {
    String expected = "a number with ep or st, such as 3ep or 200st";
    try {
      return Span.parse(scalar(node, expected).text());
    } catch (Mismatch e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new Mismatch(node, expected);
    }
  }

  private static Duration duration(Yaml node) {
    String expected = "a duration such as 500ms, 60s, 5m or 2h";
    Matcher matcher = DURATION.matcher(scalar(node, expected).text());
    if (!matcher.matches()) {
      throw new Mismatch(node, expected);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** A node that is not what it should be. */
  final class Mismatch extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient Yaml node;
    private final String expected;
    private final String advice;

    Mismatch(Yaml node, String expected) {
      this(node, expected, "");
    }

    Mismatch(Yaml node, String expected, String advice) {
      super("expected " + expected + ", found " + node.description() + advice);
      this.node = node;
      this.expected = expected;
      this.advice = advice;
    }

    /** The same where a word would have been right as well. */
    Mismatch or(String word) {
      return new Mismatch(node, expected + " or " + word, advice);
    }

    Yaml node() {
      return node;
    }
  }
}
