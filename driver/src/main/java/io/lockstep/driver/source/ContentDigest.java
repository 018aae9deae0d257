package io.lockstep.driver.source;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of SHA-256 over values, floats as their bits. Used by one thread, again and
 * again.
 */
final class ContentDigest {
  private final MessageDigest sha;
  private ByteBuffer scratch = ByteBuffer.allocate(1 << 12);

  ContentDigest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** 128 bits, which order and add up. */
  record Value(long high, long low) {
    static final Value ZERO = new Value(0, 0);

    /** Adds each half modulo 2^64: the same whatever the order of the summands. */
    Value plus(Value other) {
      return new Value(high + other.high, low + other.low);
    }

    String hex() {
      return String.format("%016x%016x", high, low);
    }
  }

  ContentDigest put(long value) {
    sha.update(scratch.clear().putLong(value).array(), 0, Long.BYTES);
    return this;
  }

  ContentDigest put(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    put(bytes.length);
    sha.update(bytes);
    return this;
  }

  ContentDigest put(Features features) {
    if (features instanceof Bytes bytes) {
      put(bytes.values().length);
      sha.update(bytes.values());
    } else if (features instanceof Floats floats) {
      put(floats.values());
    }
    return this;
  }

  ContentDigest put(float[] values) {
    put(values.length);
    int bytes = Math.multiplyExact(values.length, Float.BYTES);
    if (scratch.capacity() < bytes) {
      scratch = ByteBuffer.allocate(bytes);
    }
    scratch.clear().asFloatBuffer().put(values);
    sha.update(scratch.array(), 0, bytes);
    return this;
  }

  /** What was put, and a new beginning. */
  Value finish() {
    ByteBuffer hash = ByteBuffer.wrap(sha.digest());
    return new Value(hash.getLong(), hash.getLong());
  }
}
