package io.lockstep.seed;

import java.util.SplittableRandom;

/**
 * The origin of every random draw: a 64-bit value from which others are derived by name and number,
 * so that what is drawn depends on what it is for and never on which worker draws it or when.
 *
 * <p>Derivation is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
 * Number Generators, OOPSLA 2014) over the value and the key.
 */
public record Seed(long value) {
  static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** The seed for a purpose. */
  public Seed derive(String purpose) {
    long key = 0xCBF29CE484222325L; // FNV-1a
    for (int i = 0; i < purpose.length(); i++) {
      key = (key ^ purpose.charAt(i)) * 0x100000001B3L;
    }
    return derive(key);
  }

  /** The seed for a number: an epoch, a shard, an example. */
  public Seed derive(long key) {
    return new Seed(derived(value, key));
  }

  /** A uniform number in [0, 1) that is this seed's own. */
  public double uniform() {
    return (mix(value + GOLDEN) >>> 11) * 0x1.0p-53;
  }

  /** A new generator that starts here; the JDK specifies its algorithm. */
  public SplittableRandom generator() {
    return new SplittableRandom(value);
  }

  /** A uniformly drawn order of 0 .. n-1 (Fisher-Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    SplittableRandom random = generator();
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The value of {@link #derive(long)}. */
  static long derived(long value, long key) {
    return mix(mix(value + GOLDEN) ^ (key * GOLDEN + GOLDEN));
  }

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
