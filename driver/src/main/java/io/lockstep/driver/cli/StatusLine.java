package io.lockstep.driver.cli;

import io.lockstep.driver.training.RunDescription;
import io.lockstep.metrics.Metric;
import io.lockstep.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How a run goes, in one line.
 *
 * @param loss of the last step
 * @param evaluation the last one
 */
record StatusLine(
    RunDescription run,
    Progress progress,
    OptionalDouble loss,
    Optional<Metric.Evaluation> evaluation,
    OptionalDouble examplesPerSecond,
    Optional<Duration> left) {
  private static final String GAP = "  ";

  /**
   * A part of the line.
   *
   * @param importance the smallest one goes first where space is short
   */
  private record Part(int importance, String text) {}

  /** The line in at most so many columns. */
  String text(OptionalInt columns) {
    List<Part> parts = parts();
    int width = columns.orElse(Integer.MAX_VALUE);
    while (parts.size() > 1 && join(parts).length() > width) {
      parts.remove(parts.stream().min(Comparator.comparingInt(Part::importance)).orElseThrow());
    }
    String line = join(parts);
    return line.length() > width ? line.substring(0, width) : line;
  }

  private static String join(List<Part> parts) {
    return parts.stream().map(Part::text).collect(Collectors.joining(GAP));
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(6, "epoch " + epoch() + "/" + epochs()));
    parts.add(
        new Part(
            2,
            "step "
                + Quantities.count(progress.step())
                + "/"
                + Quantities.count(run.length().steps())));
    loss.ifPresent(value -> parts.add(new Part(5, "loss " + Quantities.loss(value))));
    evaluation.ifPresent(found -> addEvaluation(parts, found));
    examplesPerSecond.ifPresent(
        value -> parts.add(new Part(1, Quantities.rate(value) + " examples/s")));
    left.ifPresent(time -> parts.add(new Part(3, Quantities.time(time) + " left")));
    return parts;
  }

  private static void addEvaluation(List<Part> parts, Metric.Evaluation found) {
    Map<String, Double> values = found.values();
    String best = found.best() ? " (best)" : "";
    String accuracy =
        values.containsKey("accuracy")
            ? " accuracy " + Quantities.loss(values.get("accuracy"))
            : "";
    String loss = values.containsKey("loss") ? " loss " + Quantities.loss(values.get("loss")) : "";
    parts.add(new Part(4, "validation" + loss + accuracy + best));
  }

  /** The epoch under way or, between two, the one that has just ended; from 1. */
  private long epoch() {
    return Math.max(1, ceilDiv(progress.examples(), progress.examplesPerEpoch()));
  }

  private long epochs() {
    return ceilDiv(run.length().steps(), run.length().stepsPerEpoch());
  }

  private static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }
}
