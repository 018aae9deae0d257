package io.lockstep.data;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is done to every feature before normalization, fitted to the training part where that is
 * needed. The same in training, validation, evaluation and prediction; kept with the model as JSON,
 * since a record is its own JSON.
 *
 * @param kind of function
 * @param scale C of {@code tanh(x / C)}, in units of the features; 1 for the others
 * @param lows what is clipped to from below, of each group of features; empty for the others
 * @param highs what is clipped to from above, of each group of features; empty for the others
 */
public record Rescale(Kind kind, double scale, List<Double> lows, List<Double> highs)
    implements Serializable {
  public static final Rescale NONE = new Rescale(Kind.NONE, 1);

  /** {@code sign(x) log(1 + |x|)}, which takes negative numbers as well. */
  public static final Rescale LOG1P = new Rescale(Kind.LOG1P, 1);

  /** The functions. */
  public enum Kind {
    NONE,
    LOG1P,
    TANH,
    CLIP
  }

  public Rescale {
    present(kind, "rescale");
    lows = List.copyOf(lows);
    highs = List.copyOf(highs);
    check(scale > 0 && Double.isFinite(scale), "tanh", "a number greater than 0", scale);
    check(kind == Kind.TANH || scale == 1, "scale", "1 without tanh", scale);
    check((kind == Kind.CLIP) != lows.isEmpty(), "lows", "one for each group of clip", lows);
    check(lows.size() == highs.size(), "highs", "as many as lows", highs.size());
    check(areRanges(lows, highs), "highs", "numbers not below lows", highs);
  }

  private Rescale(Kind kind, double scale) {
    this(kind, scale, List.of(), List.of());
  }

  /** {@code tanh(x / scale)}. */
  public static Rescale tanh(double scale) {
    return new Rescale(Kind.TANH, scale);
  }

  /** {@code min(max(x, low), high)} with the numbers of the feature's group. */
  public static Rescale clip(List<Double> lows, List<Double> highs) {
    return new Rescale(Kind.CLIP, 1, lows, highs);
  }

  /** Groups of features that differ in what is done to them; 1 if it is the same for all. */
  public int groups() {
    return Math.max(1, lows.size());
  }

  /** A feature of a group; of a finite number a finite one. */
  public double apply(double value, int group) {
    return switch (kind) {
      case NONE -> value;
      case LOG1P -> Math.copySign(Math.log1p(Math.abs(value)), value);
      case TANH -> Math.tanh(value / scale);
      case CLIP -> Math.min(Math.max(value, lows.get(group)), highs.get(group));
    };
  }

  /** Short, for messages. */
  @Override
  public String toString() {
    return kind == Kind.TANH ? kind + " " + scale : kind.toString();
  }

  private static boolean areRanges(List<Double> lows, List<Double> highs) {
    return IntStream.range(0, lows.size())
        .allMatch(
            i ->
                Double.isFinite(lows.get(i))
                    && Double.isFinite(highs.get(i))
                    && lows.get(i) <= highs.get(i));
  }
}
