package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.ShortBuffer;

/**
 * bfloat16: sign, 8 bits of exponent and 7 of mantissa, which is the upper half of a float32. The
 * range stays, of the digits two to three are left.
 */
public final class Bfloat16 {
  private static final int QUIET = 0x40;
  private static final int BLOCK = 1024;

  private Bfloat16() {}

  /** The nearest one; of two equally near ones that with an even mantissa. NaN stays NaN. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int even = bits + 0x7FFF + (bits >>> 16 & 1);
    return (short) (value == value ? even >>> 16 : bits >>> 16 | QUIET);
  }

  /** Its value, exactly. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Rounds each element of a slice. */
  public static void round(FlatVector vector, Slice slice) {
    float[] block = new float[Math.min(BLOCK, slice.length())];
    for (int from = slice.from(); from < slice.to(); from += BLOCK) {
      int length = Math.min(BLOCK, slice.to() - from);
      vector.floats().get(from, block, 0, length);
      for (int i = 0; i < length; i++) {
        block[i] = toFloat(of(block[i]));
      }
      vector.floats().put(from, block, 0, length);
    }
  }

  /** Puts a slice, rounded, to the beginning of a buffer. */
  public static void narrow(FlatVector vector, Slice slice, ShortBuffer into) {
    float[] block = new float[Math.min(BLOCK, slice.length())];
    short[] rounded = new short[block.length];
    for (int done = 0; done < slice.length(); done += BLOCK) {
      int length = Math.min(BLOCK, slice.length() - done);
      vector.floats().get(slice.from() + done, block, 0, length);
      for (int i = 0; i < length; i++) {
        rounded[i] = of(block[i]);
      }
      into.put(done, rounded, 0, length);
    }
  }

  /** Puts the values from the beginning of a buffer to a slice. */
  public static void widen(ShortBuffer from, FlatVector vector, Slice slice) {
    float[] block = new float[Math.min(BLOCK, slice.length())];
    short[] rounded = new short[block.length];
    for (int done = 0; done < slice.length(); done += BLOCK) {
      int length = Math.min(BLOCK, slice.length() - done);
      from.get(done, rounded, 0, length);
      for (int i = 0; i < length; i++) {
        block[i] = toFloat(rounded[i]);
      }
      vector.floats().put(slice.from() + done, block, 0, length);
    }
  }
}
