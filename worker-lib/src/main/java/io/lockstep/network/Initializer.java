package io.lockstep.network;

import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.seed.Seed;
import java.util.SplittableRandom;

/**
 * Initial parameters: weights as each layer says, biases and shifts 0, scales 1, running mean 0 and
 * variance 1. Each piece draws from a seed of its own, so that they depend on neither engine nor
 * workers.
 */
public final class Initializer {
  private Initializer() {}

  /** Fills a vector of the layout's length. */
  public static void initialize(NetworkSpec spec, Seed seed, FlatVector parameters) {
    Seed drawn = seed.derive("initialization");
    for (Piece piece : spec.layout().pieces()) {
      switch (LayoutBuilder.role(piece)) {
        case LayoutBuilder.WEIGHT ->
            draw(
                initialization(spec.layerOf(piece).spec()),
                piece,
                drawn.derive(piece.name()),
                parameters);
        case LayoutBuilder.SCALE, LayoutBuilder.VARIANCE -> fill(piece, 1f, parameters);
        default -> fill(piece, 0f, parameters);
      }
    }
  }

  private static Initialization initialization(LayerSpec spec) {
    if (spec instanceof LayerSpec.Dense dense) {
      return dense.initialization();
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      return conv.initialization();
    }
    return ((LayerSpec.Output) spec).initialization();
  }

  private static void draw(Initialization how, Piece piece, Seed seed, FlatVector parameters) {
    int units = piece.shape().get(0);
    double fanIn = (double) piece.length() / units;
    double kernel = piece.shape().size() == 4 ? piece.shape().get(2) * piece.shape().get(3) : 1;
    double fanOut = units * kernel;
    double variance =
        switch (how) {
          case HE, HE_UNIFORM -> 2 / fanIn;
          case XAVIER, XAVIER_UNIFORM -> 2 / (fanIn + fanOut);
          case LECUN -> 1 / fanIn;
        };
    boolean uniform = how == Initialization.HE_UNIFORM || how == Initialization.XAVIER_UNIFORM;
    double scale = uniform ? Math.sqrt(3 * variance) : Math.sqrt(variance);
    SplittableRandom random = seed.generator();
    for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
      double value = uniform ? 2 * random.nextDouble() - 1 : gaussian(random);
      parameters.set(i, (float) (scale * value));
    }
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
