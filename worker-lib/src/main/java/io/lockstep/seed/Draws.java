package io.lockstep.seed;

/**
 * Random numbers that begin anew for each example, without allocation: after {@code restart(epoch,
 * id, purpose)} they are those of {@code seed.derive(epoch).derive(id).derive(purpose)}. Used by
 * one thread.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014),
 * and no function whose last bit differs between machines.
 */
public final class Draws {
  private final Seed seed;
  private long state;
  private double spare;
  private boolean isSpare;

  public Draws(Seed seed) {
    this.seed = seed;
    this.state = seed.value();
  }

  /** Begins the numbers of an example. */
  public void restart(long epoch, long id, long purpose) {
    isSpare = false;
    state = Seed.derived(Seed.derived(Seed.derived(seed.value(), epoch), id), purpose);
  }

  /** 64 random bits. */
  public long bits() {
    state += Seed.GOLDEN;
    return Seed.mix(state);
  }

  /** A uniform number in [0, 1). */
  public double uniform() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  /** A uniform number in [least, most). */
  public double uniform(double least, double most) {
    return least + (most - least) * uniform();
  }

  /** A whole number from 0 to below {@code bound}, which is small against 2^53. */
  public int below(int bound) {
    return (int) (uniform() * bound);
  }

  /**
   * A normal number, of mean 0 and variance 1: the polar method, which makes two at a time
   * (Marsaglia and Bray 1964).
   */
  public double gaussian() {
    if (isSpare) {
      isSpare = false;
      return spare;
    }
    while (true) {
      double x = uniform(-1, 1);
      double y = uniform(-1, 1);
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        double length = Math.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * length;
        isSpare = true;
        return x * length;
      }
    }
  }

  /**
   * A number in [0, 1] of Beta(alpha, alpha), symmetric about 1/2: Johnk's algorithm (1964) up to
   * alpha 1, beyond it two gammas.
   */
  public double beta(double alpha) {
    if (alpha > 1) {
      double x = gamma(alpha);
      return x / (x + gamma(alpha));
    }
    while (true) {
      // In logarithms, since the powers of a small alpha are too small to be told from 0.
      double x = StrictMath.log(1 - uniform()) / alpha;
      double y = StrictMath.log(1 - uniform()) / alpha;
      double larger = Math.max(x, y);
      double sum = larger + StrictMath.log(StrictMath.exp(x - larger) + StrictMath.exp(y - larger));
      if (sum <= 0) {
        return StrictMath.exp(x - sum);
      }
    }
  }

  /** Of Gamma(shape, 1), for a shape of at least 1 (Marsaglia and Tsang 2000). */
  private double gamma(double shape) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = gaussian();
      double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v > 0
          && StrictMath.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return d * v;
      }
    }
  }

  /** True with a probability. */
  public boolean happens(double probability) {
    return uniform() < probability;
  }
}
