package io.lockstep.parameters;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A flat vector of float32 outside the heap: parameters, a gradient, one part of an optimizer's
 * state, the features of a batch. Engines see the same memory as the optimizer and the collectives
 * do. At most 2^29 - 1 elements.
 */
public final class FlatVector {
  private final ByteBuffer bytes;
  private final FloatBuffer floats;

  private FlatVector(ByteBuffer bytes) {
    this.bytes = bytes;
    this.floats = bytes.asFloatBuffer();
  }

  /** A vector of zeros. */
  public static FlatVector allocate(int length) {
    atLeast(length, 0, "length");
    check(length <= Integer.MAX_VALUE / Float.BYTES, "length", "at most 2^29 - 1 elements", length);
    return new FlatVector(
        ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder()));
  }

  /** A vector over direct memory that somebody else owns; its remaining bytes. */
  public static FlatVector over(ByteBuffer memory) {
    check(memory.isDirect(), "memory", "outside the heap", memory);
    check(memory.remaining() % Float.BYTES == 0, "memory", "a multiple of 4 bytes", memory);
    return new FlatVector(memory.slice().order(ByteOrder.nativeOrder()));
  }

  /** A copy of heap values. */
  public static FlatVector copyOf(float... values) {
    FlatVector vector = allocate(values.length);
    vector.floats.put(0, values);
    return vector;
  }

  public int length() {
    return floats.capacity();
  }

  public float get(int index) {
    return floats.get(index);
  }

  public void set(int index, float value) {
    floats.put(index, value);
  }

  /** The memory itself as floats; use absolute access, since all callers share its position. */
  public FloatBuffer floats() {
    return floats;
  }

  /** The memory itself as bytes in native order; use absolute access. */
  public ByteBuffer bytes() {
    return bytes;
  }

  public float[] toArray() {
    return toArray(new Slice(0, length()));
  }

  public float[] toArray(Slice slice) {
    float[] values = new float[slice.length()];
    floats.get(slice.from(), values);
    return values;
  }

  /** Copies a slice of {@code source} to the same place here. */
  public void copyFrom(FlatVector source, Slice slice) {
    floats.put(slice.from(), source.floats, slice.from(), slice.length());
  }

  public void copyFrom(FlatVector source) {
    check(source.length() == length(), "source", "length " + length(), source.length());
    copyFrom(source, new Slice(0, length()));
  }

  public void copyFrom(float[] source) {
    check(source.length == length(), "source", "length " + length(), source.length);
    floats.put(0, source);
  }

  public void fill(float value) {
    for (int i = 0, n = length(); i < n; i++) {
      floats.put(i, value);
    }
  }

  /** Multiplies a slice by a number. */
  public void scale(float factor, Slice slice) {
    for (int i = slice.from(), to = slice.to(); i < to; i++) {
      floats.put(i, floats.get(i) * factor);
    }
  }

  @Override
  public String toString() {
    return "FlatVector[" + length() + "]";
  }
}
