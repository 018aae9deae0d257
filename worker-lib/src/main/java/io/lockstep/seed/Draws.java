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

  public Draws(Seed seed) {
    this.seed = seed;
    this.state = seed.value();
  }

  /** Begins the numbers of an example. */
  public void restart(long epoch, long id, long purpose) {
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

  /** True with a probability. */
  public boolean happens(double probability) {
    return uniform() < probability;
  }
}
