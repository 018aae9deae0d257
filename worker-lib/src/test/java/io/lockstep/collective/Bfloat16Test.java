package io.lockstep.collective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.math.BigDecimal;
import java.nio.ShortBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
  private static float rounded(float value) {
    return Bfloat16.toFloat(Bfloat16.of(value));
  }

  /** By comparing exact distances to both neighbours instead of by bits. */
  @Test
  void roundsToTheNearestAndOfTwoToTheEvenOne() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 200_000; round++) {
      int bits = random.nextInt();
      // Every other one lies right between two.
      float value = Float.intBitsToFloat(round % 2 == 0 ? bits : bits & 0xFFFF0000 | 0x8000);
      float low = Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xFFFF0000);
      float high = Float.intBitsToFloat((Float.floatToRawIntBits(value) & 0xFFFF0000) + 0x10000);
      if (!Float.isFinite(value) || !Float.isFinite(high)) {
        continue;
      }
      BigDecimal toLow = new BigDecimal(value).subtract(new BigDecimal(low)).abs();
      BigDecimal toHigh = new BigDecimal(high).subtract(new BigDecimal(value)).abs();
      int order = toLow.compareTo(toHigh);
      boolean lowIsEven = (Float.floatToRawIntBits(low) >> 16 & 1) == 0;
      float nearest = order < 0 || order == 0 && lowIsEven ? low : high;
      assertEquals(nearest, rounded(value), "of " + value);
    }
  }

  @Test
  void keepsWhatIsNoNumberAndOverflowsToInfinity() {
    assertTrue(Float.isNaN(rounded(Float.NaN)));
    assertTrue(Float.isNaN(rounded(Float.intBitsToFloat(0x7F800001))));
    assertTrue(Float.isNaN(rounded(Float.intBitsToFloat(0xFFFFFFFF))));
    assertEquals(Float.POSITIVE_INFINITY, rounded(Float.MAX_VALUE));
    assertEquals(Float.NEGATIVE_INFINITY, rounded(Float.NEGATIVE_INFINITY));
    assertEquals(0x80000000, Float.floatToRawIntBits(rounded(-0f)));
  }

  @Test
  void roundsASliceInPlace() {
    FlatVector vector = FlatVector.allocate(5000);
    vector.fill(1.001f);
    Bfloat16.round(vector, new Slice(10, 4990));
    float[] expected = new float[5000];
    for (int i = 0; i < 5000; i++) {
      expected[i] = i < 10 || i >= 4990 ? 1.001f : 1;
    }
    assertArrayEquals(expected, vector.toArray());
  }

  @Test
  void narrowsAndWidensASlice() {
    FlatVector vector = FlatVector.allocate(5000);
    for (int i = 0; i < 5000; i++) {
      vector.set(i, i / 7f);
    }
    ShortBuffer narrow = ShortBuffer.allocate(4980);
    Bfloat16.narrow(vector, new Slice(10, 4990), narrow);
    FlatVector widened = FlatVector.allocate(5000);
    Bfloat16.widen(narrow, widened, new Slice(20, 5000));
    for (int i = 0; i < 5000; i++) {
      assertEquals(i < 20 ? 0 : rounded((i - 10) / 7f), widened.get(i));
    }
  }
}
