package io.lockstep.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseCodecTest {
  /** More than two blocks of a message, with two parts that are not compressed. */
  private static final SparseForm FORM =
      new SparseForm(70_000, List.of(new Slice(10, 20), new Slice(32_760, 32_780)));

  private static List<SparseCodec> codecs(SparseForm form, double part) {
    return List.of(new TopKCodec(form, part), new ThresholdCodec(form, part));
  }

  private static float[] gaussian(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) Math.fma(random.nextDouble() + random.nextDouble(), 2, -2);
    }
    return x;
  }

  private static void add(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  private static float[] sent(SparseForm form, ByteBuffer message, int bytes) {
    SparseSum sum = new SparseSum(form, 1);
    sum.open(0, message, bytes);
    float[] all = new float[form.elements()];
    sum.load(0, all.length, all);
    return all;
  }

  @Test
  void whatIsSentAndWhatIsKeptAreTogetherWhatWasThere() {
    for (SparseCodec codec : codecs(FORM, 0.01)) {
      ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
      SparseSum sum = new SparseSum(FORM, 1);
      double[] difference = new double[FORM.elements()];
      float[] residual = new float[FORM.elements()];
      for (int step = 0; step < 60; step++) {
        float[] gradient = gaussian(step, FORM.elements());
        add(residual, gradient);
        int bytes = codec.encode(residual, message);
        float[] sent = sent(FORM, message, bytes);
        sum.open(0, message, bytes);
        codec.adapt(sum);
        for (int i = 0; i < difference.length; i++) {
          difference[i] += (double) gradient[i] - sent[i];
        }
      }
      for (int i = 0; i < difference.length; i++) {
        // 60 sums of numbers below 64 are off by 60 * 2^-19 at most.
        assertEquals(difference[i], residual[i], 1.2e-4, codec + ", element " + i);
      }
    }
  }

  @Test
  void whatIsNotCompressedArrivesAsItIs() {
    for (SparseCodec codec : codecs(FORM, 0.001)) {
      float[] gradient = gaussian(5, FORM.elements());
      float[] before = gradient.clone();
      ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
      float[] sent = sent(FORM, message, codec.encode(gradient, message));
      for (Slice part : FORM.dense()) {
        for (int i = part.from(); i < part.to(); i++) {
          assertEquals(before[i], sent[i]);
          assertEquals(0, gradient[i]);
        }
      }
    }
  }

  @Test
  void topKSendsTheLargestAndPrefersTheFirstOfEqualOnes() {
    SparseForm form = new SparseForm(10, List.of());
    TopKCodec codec = new TopKCodec(form, 0.4);
    float[] gradient = {1, -5, 2, 3, -2, 2, 0.5f, -2, 2, 0};
    ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
    float[] sent = sent(form, message, codec.encode(gradient, message));
    assertArrayEquals(new float[] {0, -5, 2, 3, -2, 0, 0, 0, 0, 0}, sent);
    assertArrayEquals(new float[] {1, 0, 0, 0, 0, 2, 0.5f, -2, 2, 0}, gradient);
  }

  @Test
  void topKEqualsASortByMagnitudeForAllKindsOfNumbers() {
    for (long seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = 40 + random.nextInt(400);
      float[] x = new float[length];
      for (int i = 0; i < length; i++) {
        // Few values, so that many are equal; some tiny, some huge, some zero.
        x[i] = (random.nextInt(9) - 4) * (float) Math.pow(10, random.nextInt(3) * 18 - 18);
      }
      int k = 1 + random.nextInt(length / 2 - 1);
      float[] kept = x.clone();
      SparseForm form = new SparseForm(length, List.of());
      TopKCodec codec = new TopKCodec(form, (k + 0.5) / length);
      ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
      float[] sent = sent(form, message, codec.encode(kept, message));
      int[] order =
          IntStream.range(0, length)
              .boxed()
              .sorted((a, b) -> Float.compare(Math.abs(x[b]), Math.abs(x[a])))
              .mapToInt(Integer::intValue)
              .toArray();
      float[] expected = new float[length];
      for (int i = 0; i < k; i++) {
        expected[order[i]] = x[order[i]] + 0f;
      }
      assertArrayEquals(expected, sent, "seed " + seed);
    }
  }

  @Test
  void tauBringsTheSentPartToItsTargetAndHoldsItThere() {
    SparseForm form = new SparseForm(100_000, List.of());
    for (double target : new double[] {0.001, 0.02}) {
      ThresholdCodec codec = new ThresholdCodec(form, target);
      ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
      SparseSum sum = new SparseSum(form, 1);
      float[] residual = new float[form.elements()];
      double late = 0;
      for (int step = 0; step < 400; step++) {
        // The gradient becomes ten times smaller on the way.
        float[] gradient = gaussian(step, form.elements());
        for (int i = 0; i < gradient.length; i++) {
          residual[i] += step < 200 ? gradient[i] : gradient[i] / 10;
        }
        sum.open(0, message, codec.encode(residual, message));
        codec.adapt(sum);
        assertTrue(sum.density() <= 4 * target + 1e-3, "step " + step + ": " + sum.density());
        late += step >= 300 ? sum.density() / 100 : 0;
      }
      assertEquals(target, late, 0.35 * target);
    }
  }

  @Test
  void aRankThatHasTooMuchToSayRaisesItsTau() {
    SparseForm form = new SparseForm(50_000, List.of());
    ThresholdCodec codec = new ThresholdCodec(form, 0.01);
    codec.restore(1e-6);
    ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
    int bytes = codec.encode(gaussian(1, form.elements()), message);
    assertTrue(bytes <= codec.mostBytes());
    SparseSum sum = new SparseSum(form, 1);
    sum.open(0, message, bytes);
    assertTrue(sum.density() <= 0.04 + 0.002 && sum.density() > 0.001, "sent " + sum.density());
  }

  @Test
  void noNumberReachesEveryRank() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (SparseCodec codec : codecs(FORM, 0.01)) {
        float[] gradient = gaussian(2, FORM.elements());
        gradient[12_345] = bad;
        ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
        float[] sent = sent(FORM, message, codec.encode(gradient, message));
        boolean finite = IntStream.range(0, sent.length).allMatch(i -> Float.isFinite(sent[i]));
        assertTrue(!finite, codec.getClass() + " hid " + bad);
      }
    }
  }

  @Test
  void nothingToSayTakesNoEntries() {
    for (SparseCodec codec : codecs(FORM, 0.01)) {
      ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
      int bytes = codec.encode(new float[FORM.elements()], message);
      assertEquals(FORM.bytes(SparseForm.Kind.TOP_K, 0), bytes);
      assertArrayEquals(new float[FORM.elements()], sent(FORM, message, bytes));
    }
  }

  @Test
  void twoBytesAThresholdEntryAndSixATopKEntry() {
    SparseForm form = new SparseForm(1 << 20, List.of());
    float[] gradient = gaussian(9, form.elements());
    TopKCodec topK = new TopKCodec(form, 0.01);
    ByteBuffer message = ByteBuffer.allocate(topK.mostBytes());
    // 1 % of 2^20 elements is 10,485; 32 blocks.
    assertEquals(20 + 2 * 32 + 6 * 10_485, topK.encode(gradient.clone(), message));
    ThresholdCodec threshold = new ThresholdCodec(form, 0.01);
    ByteBuffer other = ByteBuffer.allocate(threshold.mostBytes());
    int bytes = threshold.encode(gradient, other);
    int entries = (bytes - 20 - 2 * 32) / 2;
    // The first tau is the 10,485th magnitude; others may equal it.
    assertEquals(10_485, entries, 20);
  }

  @Test
  void theSumIsTakenInTheOrderOfRanksWhateverPartIsRead() {
    int ranks = 3;
    SparseSum sum = new SparseSum(FORM, ranks);
    float[][] each = new float[ranks][];
    for (int rank = 0; rank < ranks; rank++) {
      SparseCodec codec = new TopKCodec(FORM, 0.3);
      ByteBuffer message = ByteBuffer.allocate(codec.mostBytes());
      int bytes = codec.encode(gaussian(100 + rank, FORM.elements()), message);
      each[rank] = sent(FORM, message, bytes);
      sum.open(rank, message, bytes);
    }
    float[] expected = new float[FORM.elements()];
    Arrays.stream(each).forEach(one -> add(expected, one));
    float[] actual = new float[FORM.elements()];
    SplittableRandom random = new SplittableRandom(4);
    float[] part = new float[FORM.elements()];
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(FORM.elements());
      int length = Math.min(1 + random.nextInt(5_000), FORM.elements() - from);
      sum.load(from, length, part);
      assertArrayEquals(
          Arrays.copyOfRange(expected, from, from + length), Arrays.copyOf(part, length));
    }
    for (int from = 0; from < FORM.elements(); from += 1024) {
      int length = Math.min(1024, FORM.elements() - from);
      sum.load(from, length, part);
      System.arraycopy(part, 0, actual, from, length);
    }
    assertArrayEquals(expected, actual);
  }
}
