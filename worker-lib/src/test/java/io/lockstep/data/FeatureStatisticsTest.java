package io.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FeatureStatisticsTest {
  @Test
  void knowsMeanAndVarianceOfEachFeature() {
    StatisticsAccumulator accumulator = new StatisticsAccumulator(2, 2);
    for (float x : new float[] {2, 4, 4, 4, 5, 5, 7, 9}) {
      accumulator.add(new Floats(new float[] {x, -1}));
    }
    FeatureStatistics statistics = accumulator.statistics();
    assertEquals(8, statistics.count());
    assertEquals(5, statistics.mean(0), 1e-15);
    assertEquals(4, statistics.variance(0), 1e-14);
    assertEquals(2, statistics.min(0));
    assertEquals(9, statistics.max(0));
    assertEquals(-1, statistics.mean(1));
    assertEquals(0, statistics.variance(1));
  }

  @Test
  void treatsAChannelAsOneGroupWhetherBytesOrFloats() {
    byte[] pixels = {0, 10, (byte) 200, (byte) 255, 1, 2, 3, 4};
    float[] numbers = {0, 10, 200, 255, 1, 2, 3, 4};
    StatisticsAccumulator bytes = new StatisticsAccumulator(8, 2);
    StatisticsAccumulator floats = new StatisticsAccumulator(8, 2);
    for (int i = 0; i < 3; i++) {
      bytes.add(new Bytes(pixels));
      floats.add(new Floats(numbers));
    }
    for (FeatureStatistics statistics : List.of(bytes.statistics(), floats.statistics())) {
      assertEquals(12, statistics.count());
      assertEquals(116.25, statistics.mean(0), 1e-12);
      assertEquals(12767.1875, statistics.variance(0), 1e-9);
      assertEquals(255, statistics.max(0));
      assertEquals(2.5, statistics.mean(1), 1e-15);
      assertEquals(1.25, statistics.variance(1), 1e-15);
    }
  }

  @Test
  void staysExactWhereSumsOfSquaresWouldCancel() {
    StatisticsAccumulator accumulator = new StatisticsAccumulator(1, 1);
    float[] values = {16_777_215f, 16_777_213f, 16_777_214f};
    for (int i = 0; i < 3_000; i++) {
      accumulator.add(new Floats(new float[] {values[i % 3]}));
    }
    assertEquals(16_777_214, accumulator.statistics().mean(0), 1e-7);
    assertEquals(2.0 / 3, accumulator.statistics().variance(0), 1e-9);
  }

  @Test
  void mergesToWhatOnePassGives() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      List<Features> examples = new ArrayList<>();
      int count = 1 + random.nextInt(40);
      for (int i = 0; i < count; i++) {
        examples.add(new Floats(new float[] {(float) random.nextDouble(-1000, 1000)}));
      }
      int cut = random.nextInt(count + 1);
      FeatureStatistics merged =
          gathered(examples.subList(0, cut)).merge(gathered(examples.subList(cut, count)));
      assertEquals(count, merged.count());
      assertEquals(exactMean(examples), merged.mean(0), 1e-9);
      assertEquals(exactVariance(examples), merged.variance(0), 1e-6);
    }
  }

  @Test
  void isTheSameWithNothingMergedIn() {
    FeatureStatistics one = gathered(List.of(new Floats(new float[] {3})));
    FeatureStatistics nothing = gathered(List.of());
    for (FeatureStatistics merged : List.of(one.merge(nothing), nothing.merge(one))) {
      assertArrayEquals(
          new double[] {1, 3, 0, 3, 3},
          new double[] {
            merged.count(), merged.mean(0), merged.squares(0), merged.min(0), merged.max(0)
          });
    }
  }

  private static FeatureStatistics gathered(List<? extends Features> examples) {
    StatisticsAccumulator accumulator = new StatisticsAccumulator(1, 1);
    examples.forEach(accumulator::add);
    return accumulator.statistics();
  }

  private static double exactMean(List<Features> examples) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Features features : examples) {
      sum = sum.add(new BigDecimal(((Floats) features).values()[0]));
    }
    return sum.divide(BigDecimal.valueOf(examples.size()), MathContext.DECIMAL128).doubleValue();
  }

  private static double exactVariance(List<Features> examples) {
    BigDecimal mean = new BigDecimal(exactMean(examples));
    BigDecimal sum = BigDecimal.ZERO;
    for (Features features : examples) {
      sum = sum.add(new BigDecimal(((Floats) features).values()[0]).subtract(mean).pow(2));
    }
    return sum.divide(BigDecimal.valueOf(examples.size()), MathContext.DECIMAL128).doubleValue();
  }
}
