package io.lockstep.network;

import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.seed.Seed;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Initial parameters: weights as each layer says, biases and shifts 0 (but for an LSTM's forget
 * gate), scales 1, running mean 0 and variance 1. Each piece draws from a seed of its own, so that
 * they depend on neither engine nor workers.
 */
public final class Initializer {
  /** Half the width of a uniform distribution with variance 1. */
  private static final double UNIFORM = Math.sqrt(3);

  /** Deviation of the standard normal distribution between -2 and 2. */
  private static final double TRUNCATED = 0.879_625_661_034_239_8;

  /** He's factor for the deviation. */
  private static final double RECTIFIER_GAIN = Math.sqrt(2);

  private Initializer() {}

  /** Fills a vector of the layout's length. */
  public static void initialize(NetworkSpec spec, Seed seed, FlatVector parameters) {
    Seed drawn = seed.derive("initialization");
    for (Piece piece : spec.layout().pieces()) {
      switch (LayoutBuilder.role(piece)) {
        case LayoutBuilder.WEIGHT ->
            weights(spec.layerOf(piece).spec(), piece, drawn.derive(piece.name()), parameters);
        case LayoutBuilder.RECURRENT ->
            orthogonal(piece, 1, drawn.derive(piece.name()).generator(), parameters);
        case LayoutBuilder.BIAS -> biases(piece, spec.layerOf(piece).spec(), parameters);
        case LayoutBuilder.SCALE, LayoutBuilder.VARIANCE -> fill(piece, 1f, parameters);
        default -> fill(piece, 0f, parameters);
      }
    }
  }

  private static void weights(LayerSpec spec, Piece piece, Seed seed, FlatVector parameters) {
    if (spec instanceof LayerSpec.Embedding) {
      SplittableRandom random = seed.generator();
      for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
        parameters.set(i, (float) gaussian(random));
      }
    } else {
      draw(initialization(spec), piece, seed, parameters);
    }
  }

  /** Zeros, but for the forget gate of an LSTM: the second quarter. */
  private static void biases(Piece piece, LayerSpec spec, FlatVector parameters) {
    fill(piece, 0f, parameters);
    if (spec instanceof LayerSpec.Lstm lstm) {
      int from = piece.offset() + lstm.units();
      for (int i = from; i < from + lstm.units(); i++) {
        parameters.set(i, (float) lstm.forgetBias());
      }
    }
  }

  private static void orthogonal(
      Piece piece, double gain, SplittableRandom random, FlatVector parameters) {
    Orthogonal.draw(piece, gain, () -> gaussian(random), parameters);
  }

  private static Initialization initialization(LayerSpec spec) {
    if (spec instanceof LayerSpec.Dense dense) {
      return dense.initialization();
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      return conv.initialization();
    } else if (spec instanceof LayerSpec.Latent latent) {
      return latent.initialization();
    } else if (spec instanceof LayerSpec.Lstm lstm) {
      return lstm.initialization();
    }
    return ((LayerSpec.Output) spec).initialization();
  }

  private static void draw(Initialization how, Piece piece, Seed seed, FlatVector parameters) {
    int units = piece.shape().get(0);
    SplittableRandom random = seed.generator();
    if (how == Initialization.ORTHOGONAL) {
      orthogonal(piece, RECTIFIER_GAIN, random, parameters);
      return;
    }
    double deviation = Math.sqrt(variance(how, piece, units));
    DoubleSupplier unit = unit(how, random);
    for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
      parameters.set(i, (float) (deviation * unit.getAsDouble()));
    }
  }

  private static double variance(Initialization how, Piece piece, int units) {
    double fanIn = (double) piece.length() / units;
    double kernel = piece.shape().size() == 4 ? piece.shape().get(2) * piece.shape().get(3) : 1;
    return switch (how) {
      case XAVIER, XAVIER_UNIFORM -> 2 / (fanIn + units * kernel);
      case LECUN, LECUN_UNIFORM -> 1 / fanIn;
      default -> 2 / fanIn;
    };
  }

  /** Draws of mean 0 and variance 1. */
  private static DoubleSupplier unit(Initialization how, SplittableRandom random) {
    return switch (how) {
      case HE_UNIFORM, XAVIER_UNIFORM, LECUN_UNIFORM ->
          () -> UNIFORM * (2 * random.nextDouble() - 1);
      case TRUNCATED_NORMAL -> () -> truncated(random) / TRUNCATED;
      default -> () -> gaussian(random);
    };
  }

  private static double truncated(SplittableRandom random) {
    double value = gaussian(random);
    while (Math.abs(value) > 2) {
      value = gaussian(random);
    }
    return value;
  }

  /** Box and Muller 1958; one of the two, so that each value takes exactly two draws. */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  private static void fill(Piece piece, float value, FlatVector parameters) {
    for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
      parameters.set(i, value);
    }
  }
}
