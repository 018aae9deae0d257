package io.lockstep.data;

/**
 * A {@link Normalization} made ready for examples of one width: unsigned bytes of a few groups
 * become table look-ups. Computes the same bits as {@link Normalization#apply}.
 */
final class Normalizer {
  /** Beyond this many groups the tables would no longer stay in a processor's nearest cache. */
  private static final int MAX_TABLES = 16;

  private final int groups;
  private final int block;
  private final double[] offsets;
  private final double[] scales;
  private final Rescale rescale;
  private final float[][] tables;

  Normalizer(Normalization normalization, int width) {
    this.groups = normalization.checkWidth(width).groups();
    this.block = width / groups;
    this.offsets = normalization.offsets().stream().mapToDouble(Double::doubleValue).toArray();
    this.scales = normalization.scales().stream().mapToDouble(Double::doubleValue).toArray();
    this.rescale = normalization.rescale();
    this.tables = groups <= MAX_TABLES ? tables() : new float[0][];
  }

  /** Normalizes unsigned bytes. */
  void apply(byte[] from, float[] to) {
    if (tables.length == 0) {
      for (int i = 0; i < to.length; i++) {
        to[i] = normalized(from[i] & 0xFF, i / block);
      }
      return;
    }
    for (int group = 0, at = 0; group < groups; group++) {
      float[] table = tables[group];
      for (int end = at + block; at < end; at++) {
        to[at] = table[from[at] & 0xFF];
      }
    }
  }

  /** Normalizes numbers; {@code from} and {@code to} may be the same. */
  void apply(float[] from, float[] to) {
    if (rescale.kind() != Rescale.Kind.NONE) {
      for (int i = 0; i < to.length; i++) {
        to[i] = normalized(from[i], i / block);
      }
      return;
    }
    for (int group = 0, at = 0; group < groups; group++) {
      double offset = offsets[group];
      double scale = scales[group];
      for (int end = at + block; at < end; at++) {
        to[at] = (float) ((from[at] - offset) * scale);
      }
    }
  }

  private float[][] tables() {
    float[][] filled = new float[groups][256];
    for (int group = 0; group < groups; group++) {
      for (int value = 0; value < 256; value++) {
        filled[group][value] = normalized(value, group);
      }
    }
    return filled;
  }

  private float normalized(double value, int group) {
    return (float) ((rescale.apply(value, group) - offsets[group]) * scales[group]);
  }
}
