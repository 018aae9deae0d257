package io.lockstep.driver.transport;

import io.lockstep.collective.Bfloat16;
import io.lockstep.parameters.FlatVector;
import java.nio.ByteBuffer;

/** The partial sums of other hosts as float32, where they are or as the wire's values say. */
final class Partials {
  private final FlatVector[] widened;

  /**
   * @param hosts how many there are
   */
  Partials(int hosts) {
    widened = new FlatVector[hosts];
  }

  /** That of a host, from what has arrived. */
  FlatVector of(int host, ByteBuffer arrived, int length, Encoding encoding) {
    if (encoding == Encoding.FLOAT32) {
      return FlatVector.over(arrived.slice(0, length * Float.BYTES));
    }
    if (widened[host] == null || widened[host].length() < length) {
      widened[host] = FlatVector.allocate(length);
    }
    widen(arrived, widened[host], 0, length);
    return widened[host];
  }

  /** Puts bfloat16 values into a vector. */
  static void widen(ByteBuffer arrived, FlatVector vector, int from, int length) {
    for (int i = 0; i < length; i++) {
      vector.set(from + i, Bfloat16.toFloat(arrived.getShort(i * Short.BYTES)));
    }
  }
}
