package io.lockstep.bench.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScalingModelTest {
  private static List<ScalingPoint> points(double example, double sentByte, double message) {
    return Stream.of(1, 2, 4, 8, 16)
        .map(
            n -> {
              double sent = 8e6 * (n - 1) / n;
              double cpu = n * (example * 32 + sentByte * sent) + message * 2 * n * (n - 1);
              return new ScalingPoint(n, 32, cpu, sent, 100);
            })
        .toList();
  }

  @Test
  void findsTheCoefficientsThatMadeThePoints() {
    ScalingModel model = ScalingModel.fit(points(5e-4, 2e-9, 3e-5));
    assertEquals(5e-4, model.example(), 1e-10);
    assertEquals(2e-9, model.sentByte(), 1e-14);
    assertEquals(3e-5, model.message(), 1e-10);
    assertEquals(0, model.error(), 1e-9);
    assertEquals(
        5e-4 * 128 + 2e-9 * 1e6 + 3e-5 * 2 * 999, model.cpuSecondsPerWorker(1000, 128, 1e6), 1e-9);
  }

  @Test
  void leavesOutATermThatWouldBeNegative() {
    ScalingModel model = ScalingModel.fit(points(5e-4, 2e-9, -1e-6));
    assertEquals(0, model.message());
    assertTrue(model.example() > 0 && model.sentByte() > 0);
    assertTrue(model.error() > 0 && model.error() < 0.1, "" + model.error());
  }

  @Test
  void needsAsManyPointsAsItHasTerms() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ScalingModel.fit(points(5e-4, 2e-9, 0).subList(0, 2)));
  }
}
