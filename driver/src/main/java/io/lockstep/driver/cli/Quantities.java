package io.lockstep.driver.cli;

import java.time.Duration;
import java.util.Locale;

/** How numbers are written for people; the same in every locale. */
final class Quantities {
  private Quantities() {}

  /** {@code 12,345}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Four digits after the point, or the exponent where these would not show it. */
  static String loss(double value) {
    boolean isTiny = value != 0 && Math.abs(value) < 0.001;
    return String.format(Locale.ROOT, isTiny || Math.abs(value) >= 1e6 ? "%.3e" : "%.4f", value);
  }

  /** {@code 12,345}, below a hundred with a digit after the point. */
  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%,.0f", perSecond);
  }

  /** {@code 1,234 MiB}, rounded up. */
  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes + (1 << 20) - 1) >> 20);
  }

  /** {@code 0:42}, {@code 12:05}, {@code 1:02:03}. */
  static String time(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
