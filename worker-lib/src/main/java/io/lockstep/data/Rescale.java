package io.lockstep.data;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.io.Serializable;

/**
 * What is done to every feature before normalization, so that heavy tails do not rule its mean and
 * deviation. The same in training, validation, evaluation and prediction; kept with the model as
 * JSON, since a record is its own JSON.
 *
 * @param kind of function
 * @param scale C of {@code tanh(x / C)}, in units of the features; 1 for the others
 */
public record Rescale(Kind kind, double scale) implements Serializable {
  public static final Rescale NONE = new Rescale(Kind.NONE, 1);

  /** {@code sign(x) log(1 + |x|)}, which takes negative numbers as well. */
  public static final Rescale LOG1P = new Rescale(Kind.LOG1P, 1);

  /** The functions. */
  public enum Kind {
    NONE,
    LOG1P,
    TANH
  }

  public Rescale {
    present(kind, "rescale");
    check(scale > 0 && Double.isFinite(scale), "tanh", "a number greater than 0", scale);
    check(kind == Kind.TANH || scale == 1, "scale", "1 without tanh", scale);
  }

  /** {@code tanh(x / scale)}. */
  public static Rescale tanh(double scale) {
    return new Rescale(Kind.TANH, scale);
  }

  /** Of a finite number a finite one. */
  public double apply(double value) {
    return switch (kind) {
      case NONE -> value;
      case LOG1P -> Math.copySign(Math.log1p(Math.abs(value)), value);
      case TANH -> Math.tanh(value / scale);
    };
  }
}
