package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DigitSearchTest {
  private static final List<Double> SHARES = List.of(0.0, 0.07, 0.5, 0.99, 1.0);

  @Test
  void findsWhatSortingFinds() {
    SplittableRandom random = new SplittableRandom(8);
    for (int count : new int[] {1, 2, 99, 100, 101, 2000}) {
      float[] wild = new float[count];
      float[] few = new float[count];
      for (int i = 0; i < count; i++) {
        int bits = random.nextInt();
        wild[i] = Float.isFinite(Float.intBitsToFloat(bits)) ? Float.intBitsToFloat(bits) : -0f;
        few[i] = random.nextInt(-2, 3) * 0.25f;
      }
      check(List.of(wild, few, new float[count]));
    }
  }

  private static void check(List<float[]> groups) {
    DigitSearch search = DigitSearch.of(groups.size(), SHARES);
    while (!search.isOver()) {
      long[] counts = search.zeros();
      for (int group = 0; group < groups.size(); group++) {
        for (float value : groups.get(group)) {
          search.count(value, group, counts);
        }
      }
      search = search.next(counts);
    }
    for (int group = 0; group < groups.size(); group++) {
      float[] sorted = groups.get(group).clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      // In hundredths, since 0.07 * 100 is above 7 in float64.
      int[] ranks = {1, (7 * n + 99) / 100, (n + 1) / 2, (99 * n + 99) / 100, n};
      for (int i = 0; i < ranks.length; i++) {
        assertEquals(sorted[ranks[i] - 1] + 0f, search.values(i)[group], n + " numbers");
      }
    }
  }

  @Test
  void countsShorterDigitsOfWideData() {
    int groups = 20_000;
    DigitSearch search = DigitSearch.of(groups, List.of(0.0, 1.0));
    int passes = 0;
    for (; !search.isOver(); passes++) {
      long[] counts = search.zeros();
      for (int group = 0; group < groups; group++) {
        search.count(-1.5f * group, group, counts);
        search.count(0.1f * group, group, counts);
      }
      search = search.next(counts);
    }
    assertEquals(8, passes);
    double[] least = search.values(0);
    double[] greatest = search.values(1);
    for (int group = 0; group < groups; group++) {
      assertEquals(-1.5f * group + 0f, least[group]);
      assertEquals(0.1f * group, greatest[group]);
    }
  }

  @Test
  void needsANumber() {
    DigitSearch search = DigitSearch.of(1, List.of(0.5));
    assertThrows(IllegalArgumentException.class, () -> search.next(search.zeros()));
    assertThrows(IllegalArgumentException.class, () -> search.values(0));
  }
}
