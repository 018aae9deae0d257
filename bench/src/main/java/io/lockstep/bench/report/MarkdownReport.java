package io.lockstep.bench.report;

import io.lockstep.bench.contest.Comparison;
import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report for people to read. */
final class MarkdownReport {
  private static final double BUSY = 0.5;

  /** Notes of a measurement that say which libraries were measured. */
  private static final List<String> VERSIONS =
      List.of("blas", "dl4j", "dl4jSpark", "engine", "nd4j", "python", "spark", "torch", "version");

  private MarkdownReport() {}

  static String of(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add("# " + report.command());
    lines.add("");
    lines.addAll(heading(report));
    lines.add("");
    lines.addAll(medians(report.comparisons()));
    lines.add("");
    lines.addAll(pairs(report.comparisons()));
    lines.addAll(given(report.comparisons()));
    for (Report.Skipped skipped : report.skipped()) {
      lines.add(
          "- Skipped: " + skipped.work() + " against " + skipped.peer() + ". " + skipped.why());
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> heading(Report report) {
    Machine machine = report.machine();
    List<String> lines = new ArrayList<>();
    String changed = report.commit().state() == Commit.State.CHANGED ? " with changes" : "";
    lines.add("- " + report.started() + ", commit " + report.commit().id() + changed);
    lines.add(
        "- "
            + machine.processor()
            + ", "
            + machine.cores()
            + " cores, "
            + machine.caches()
            + ", "
            + (machine.memoryBytes() >> 20)
            + " MiB; "
            + machine.kernel()
            + "; "
            + machine.jvm());
    loads(report.comparisons()).ifPresent(load -> lines.add(loadLine(load)));
    return lines;
  }

  private static String loadLine(double load) {
    String text = "- Load average before the runs, median: " + number(load);
    return load > BUSY
        ? text + ": includes the runs before; near 2 or more, others were busy"
        : text;
  }

  private static OptionalDouble loads(List<Comparison> comparisons) {
    List<Double> loads =
        comparisons.stream()
            .flatMap(comparison -> comparison.pairs().stream())
            .flatMap(pair -> Stream.of(pair.product(), pair.peer()))
            .map(Measurement::loadBefore)
            .toList();
    return loads.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Statistics.median(loads));
  }

  private static List<String> medians(List<Comparison> comparisons) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "work",
            "against",
            "unit",
            "lockstep",
            "peer",
            "times better",
            "least",
            "greatest",
            "pairs",
            "target",
            "reached"));
    for (Comparison comparison : comparisons) {
      rows.add(
          List.of(
              comparison.work(),
              comparison.peer(),
              comparison.quantity().unit(),
              figure(comparison.medianProduct(), comparison.quantity()),
              figure(comparison.medianPeer(), comparison.quantity()),
              number(comparison.medianRatio()),
              number(Statistics.least(comparison.ratios())),
              number(Statistics.greatest(comparison.ratios())),
              "" + comparison.pairs().size(),
              comparison.target().isPresent() ? number(comparison.target().getAsDouble()) : "-",
              comparison.verdict().words()));
    }
    return MarkdownTable.lines(rows);
  }

  private static List<String> pairs(List<Comparison> comparisons) {
    return comparisons.stream()
        .map(
            comparison ->
                "- "
                    + comparison.work()
                    + " against "
                    + comparison.peer()
                    + ", pair by pair: "
                    + comparison.ratios().stream()
                        .map(MarkdownReport::number)
                        .collect(Collectors.joining(", ")))
        .toList();
  }

  private static List<String> given(List<Comparison> comparisons) {
    return comparisons.stream()
        .flatMap(
            comparison ->
                Stream.of(
                    given(
                        comparison.product(),
                        comparison.productGiven(),
                        comparison.pairs().get(0).product()),
                    given(
                        comparison.peer(),
                        comparison.peerGiven(),
                        comparison.pairs().get(0).peer())))
        .distinct()
        .toList();
  }

  /** Who, which versions it told of, and what it was given. */
  private static String given(String name, String given, Measurement measurement) {
    String versions =
        measurement.notes().entrySet().stream()
            .filter(note -> VERSIONS.contains(note.getKey()))
            .map(note -> note.getKey() + " " + note.getValue())
            .collect(Collectors.joining(", "));
    return "- " + name + (versions.isEmpty() ? "" : " (" + versions + ")") + ": " + given + ".";
  }

  private static String figure(double value, Quantity quantity) {
    return String.format(Locale.ROOT, quantity == Quantity.SECONDS ? "%.2f" : "%,.0f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
