package io.lockstep.network.dl4j;

/**
 * Floats as int keys of the same order, and the larger of two rows of them with its place. Written
 * so that the compiler makes vector instructions of each loop: C2 of JDK 17 does so for int
 * arithmetic over whole arrays, but not for comparisons, nor for an index with an offset.
 */
final class LargerKeys {
  private static final int SIGN = Integer.SIZE - 1;
  private static final int INFINITY = 0x7f800000;

  private LargerKeys() {}

  /**
   * From the bits of floats: for a negative one all but the sign are turned over. A NaN of either
   * sign becomes the highest, which is a NaN as well; no float becomes the lowest.
   */
  static void fromBits(int[] bits) {
    for (int i = 0; i < bits.length; i++) {
      int value = bits[i];
      int ordered = value ^ ((value >> SIGN) & Integer.MAX_VALUE);
      int notANumber = (INFINITY - (value & Integer.MAX_VALUE)) >> SIGN;
      bits[i] = (ordered | notANumber) & ~(notANumber & Integer.MIN_VALUE);
    }
  }

  /** The inverse. */
  static void toBits(int[] keys) {
    for (int i = 0; i < keys.length; i++) {
      keys[i] = keys[i] ^ ((keys[i] >> SIGN) & Integer.MAX_VALUE);
    }
  }

  /** ReLU: negative values, and the negative zero, become 0. */
  static void rectify(int[] keys) {
    for (int i = 0; i < keys.length; i++) {
      keys[i] = keys[i] & ~(keys[i] >> SIGN);
    }
  }

  /** Where a candidate is larger, it and its place replace what is there. */
  static void take(int[] keys, int[] places, int[] candidates, int place) {
    for (int i = 0; i < keys.length; i++) {
      int a = keys[i];
      int b = candidates[i];
      int difference = a - b;
      int less = (difference ^ ((a ^ b) & (difference ^ a))) >> SIGN;
      keys[i] = a ^ ((a ^ b) & less);
      places[i] = places[i] ^ ((places[i] ^ place) & less);
    }
  }

  /** The same, each candidate's place counted from {@code first}. */
  static void take(int[] keys, int[] places, int[] candidates, int[] candidatePlaces, int first) {
    for (int i = 0; i < keys.length; i++) {
      int a = keys[i];
      int b = candidates[i];
      int difference = a - b;
      int less = (difference ^ ((a ^ b) & (difference ^ a))) >> SIGN;
      keys[i] = a ^ ((a ^ b) & less);
      places[i] = places[i] ^ ((places[i] ^ (candidatePlaces[i] + first)) & less);
    }
  }

  /** Appends a bit to each place: 1 if the key is above 0. */
  static void markPositive(int[] places, int[] keys) {
    for (int i = 0; i < places.length; i++) {
      places[i] = (places[i] << 1) | (-keys[i] >>> SIGN);
    }
  }

  /** Appends a bit to each place: 1. */
  static void markAll(int[] places) {
    for (int i = 0; i < places.length; i++) {
      places[i] = (places[i] << 1) | 1;
    }
  }
}
