package io.lockstep.driver.cli;

import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.diagnostics.TimeProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the time of a run went and what would be faster, for people. */
final class SpeedLines {
  /** A line with its name. */
  record Line(String name, String text) {}

  private SpeedLines() {}

  static List<Line> of(ScalingAdvice advice) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("time", time(advice.profile())));
    if (!advice.efficiencies().isEmpty()) {
      lines.add(new Line("scaling", scaling(advice)));
    }
    advice.settings().forEach(sentence -> lines.add(new Line("advice", sentence)));
    return lines;
  }

  private static String time(TimeProfile run) {
    return String.format(
        Locale.ROOT,
        "compute %.1f %%, update %.1f %%, communicate %.1f %%, waiting for peers %.1f %%,"
            + " for data %.1f %%",
        100 * run.share(run.compute()),
        100 * run.share(run.update()),
        100 * run.share(run.communicate()),
        100 * run.share(run.waiting()),
        100 * run.share(run.data()));
  }

  private static String scaling(ScalingAdvice advice) {
    return advice.efficiencies().keySet().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", ", "efficiency to expect of ", " workers: "))
        + advice.efficiencies().values().stream()
            .map(value -> String.format(Locale.ROOT, "%.0f", 100 * value))
            .collect(Collectors.joining(", ", advice.isBestCase() ? "at most " : "", " %"))
        + " (scaling.json says what that assumes)";
  }
}
