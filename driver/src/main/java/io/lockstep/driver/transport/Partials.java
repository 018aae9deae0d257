package io.lockstep.driver.transport;

import io.lockstep.collective.Bfloat16;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
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
    Bfloat16.widen(arrived.asShortBuffer(), widened[host], Slice.all(length));
    return widened[host];
  }
}
