package io.lockstep.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.kernel.AdamStep;
import io.lockstep.kernel.Kernels;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The Vector API gives the bits of the plain loops, for every length and every kind of number. */
class VectorKernelsTest {
  private static final float[] SPECIAL = {
    0, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.POSITIVE_INFINITY, -1e-38f
  };

  private final Kernels vector = new VectorKernels();
  private final Kernels plain = Kernels.plain();
  private final SplittableRandom random = new SplittableRandom(11);

  private float[] values(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      double magnitude = Math.pow(10, random.nextInt(-9, 6));
      boolean special = random.nextInt(50) == 0;
      values[i] =
          special
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : (float) ((random.nextDouble() - 0.5) * magnitude);
    }
    return values;
  }

  private static float[] absolute(float[] values) {
    float[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.abs(result[i]);
    }
    return result;
  }

  @Test
  void isTheOneThatIsFoundHere() {
    assertEquals(VectorKernels.class, Kernels.best().getClass());
  }

  @Test
  void addsSquaresBitForBit() {
    for (int round = 0; round < 300; round++) {
      float[] x = values(round < 40 ? round : 1024);
      double[] expected = new double[Kernels.LANES];
      double[] lanes = new double[Kernels.LANES];
      Arrays.fill(expected, round * 0.1);
      Arrays.fill(lanes, round * 0.1);
      plain.addSquares(x, x.length, expected);
      vector.addSquares(x, x.length, lanes);
      assertArrayEquals(expected, lanes);
    }
  }

  @Test
  void multipliesBitForBit() {
    for (int round = 0; round < 60; round++) {
      int m = 1 + random.nextInt(20);
      int k = 1 + random.nextInt(300);
      int n = 1 + random.nextInt(100);
      float[] a = values(m * k);
      float[] b = values(k * n);
      float[] expected = values(m * n + 1);
      float[] product = expected.clone();
      plain.multiply(a, b, m, k, n, expected);
      vector.multiply(a, b, m, k, n, product);
      assertArrayEquals(expected, product, m + " x " + k + " x " + n);
    }
  }

  @Test
  void stepsAdamBitForBit() {
    for (int round = 0; round < 300; round++) {
      AdamStep step = new AdamStep(0.9, 0.999, 1e-8);
      step.begin(1 + round);
      int length = round < 40 ? round : 1000 + round % 25;
      float[] u = values(length);
      float[] m = values(length);
      float[] v = absolute(values(length));
      float[] u2 = u.clone();
      float[] m2 = m.clone();
      float[] v2 = v.clone();
      plain.adam(step, u, m, v, length);
      vector.adam(step, u2, m2, v2, length);
      assertArrayEquals(u, u2);
      assertArrayEquals(m, m2);
      assertArrayEquals(v, v2);
    }
  }

  @Test
  void updatesByAdamInPlaceWithTheBitsOfItsParts() {
    for (int round = 0; round < 100; round++) {
      AdamStep step = new AdamStep(0.9, 0.999, 1e-8);
      step.begin(1 + round);
      int from = round % 19;
      int length = round < 40 ? round : 1500 + round;
      int all = from + length + 5;
      float[] u = values(length + 3);
      FlatVector[] before = {
        FlatVector.copyOf(values(all)),
        FlatVector.copyOf(absolute(values(all))),
        FlatVector.copyOf(values(all))
      };
      float[][] expected = byParts(step, u, before, from, length);
      for (Kernels kernels : List.of(plain, vector)) {
        FlatVector[] x = copies(before);
        kernels.adamUpdate(step, 0.01f, u, 3, x[0], x[1], x[2], from, length);
        for (int i = 0; i < x.length; i++) {
          assertArrayEquals(expected[i], x[i].toArray());
        }
      }
    }
  }

  private float[][] byParts(
      AdamStep step, float[] gradient, FlatVector[] before, int from, int length) {
    float[] u = Arrays.copyOfRange(gradient, 3, 3 + length);
    float[] m = before[0].toArray(new Slice(from, from + length));
    float[] v = before[1].toArray(new Slice(from, from + length));
    plain.adam(step, u, m, v, length);
    float[][] after = Arrays.stream(before).map(FlatVector::toArray).toArray(float[][]::new);
    System.arraycopy(m, 0, after[0], from, length);
    System.arraycopy(v, 0, after[1], from, length);
    for (int i = 0; i < length; i++) {
      after[2][from + i] -= 0.01f * u[i];
    }
    return after;
  }

  private static FlatVector[] copies(FlatVector[] vectors) {
    return Arrays.stream(vectors)
        .map(each -> FlatVector.copyOf(each.toArray()))
        .toArray(FlatVector[]::new);
  }

  @Test
  void sumsAndScalesBitForBit() {
    for (int count = 1; count < 5; count++) {
      FlatVector[] terms = new FlatVector[count];
      for (int term = 0; term < count; term++) {
        terms[term] = FlatVector.copyOf(values(3000));
      }
      int[] shifts = new int[count];
      float[] expected = new float[2500];
      float[] sum = new float[2500];
      plain.sum(terms, shifts, count, 300, 2500, 0.01f, expected);
      vector.sum(terms, shifts, count, 300, 2500, 0.01f, sum);
      assertArrayEquals(expected, sum);
      FlatVector scaled = FlatVector.copyOf(terms[0].toArray());
      vector.scale(scaled, new Slice(7, 2900), 0.3f);
      plain.scale(terms[0], new Slice(7, 2900), 0.3f);
      assertArrayEquals(terms[0].toArray(), scaled.toArray());
    }
  }
}
