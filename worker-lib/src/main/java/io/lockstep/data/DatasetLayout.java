package io.lockstep.data;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;

/**
 * Where an example lies: its features, filled up to a multiple of four bytes, then its targets as
 * float32; a power of two of them in a segment.
 *
 * @param areBytes whether features are unsigned bytes, else float32
 * @param targetsAt bytes from an example's begin to its targets
 * @param stride bytes of an example
 * @param rowBits a segment holds 2^rowBits examples
 */
record DatasetLayout(boolean areBytes, int targetsAt, int stride, int rowBits) {
  /** A layout for examples like this one, in segments of about so many bytes. */
  static DatasetLayout of(ExampleForm form, Features features, int segmentBytes) {
    boolean areBytes = features instanceof Bytes;
    long bytes = (long) form.width() * (areBytes ? 1 : Float.BYTES);
    long targetsAt = (bytes + Float.BYTES - 1) / Float.BYTES * Float.BYTES;
    long stride = targetsAt + (long) form.storedTargets() * Float.BYTES;
    check(stride <= 1 << 30, "example", "at most 2^30 bytes", stride);
    int rows = (int) Math.max(1, segmentBytes / stride);
    int rowBits = 31 - Integer.numberOfLeadingZeros(rows);
    return new DatasetLayout(areBytes, (int) targetsAt, (int) stride, rowBits);
  }

  int segmentBytes() {
    return stride << rowBits;
  }

  int segmentOf(int index) {
    return index >>> rowBits;
  }

  /** Byte of its segment at which an example begins. */
  int placeOf(int index) {
    return (index & ((1 << rowBits) - 1)) * stride;
  }
}
