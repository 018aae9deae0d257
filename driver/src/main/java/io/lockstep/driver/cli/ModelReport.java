package io.lockstep.driver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What evaluate and predict print. */
final class ModelReport {
  private static final int MOST_CLASSES = 20;

  private ModelReport() {}

  static List<String> lines(ModelJobs.Evaluated found, Optional<String> output) {
    List<String> lines = new ArrayList<>();
    lines.add(row("examples", Quantities.count(found.examples())));
    found.values().forEach((name, value) -> lines.add(row(name, Quantities.loss(value))));
    output.ifPresent(folder -> lines.add(row("output", folder)));
    if (!found.classes().isEmpty()) {
      lines.addAll(confusion(found));
    }
    return lines;
  }

  static List<String> lines(ModelJobs.Predicted found, Optional<String> output) {
    List<String> lines = new ArrayList<>();
    lines.add(row("examples", Quantities.count(found.examples())));
    if (output.isPresent()) {
      lines.add(row("output", output.get()));
      return lines;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(found.columns());
    rows.addAll(found.first());
    lines.addAll(TextTable.lines(rows));
    if (found.first().size() < found.examples()) {
      lines.add("Only the first ones; --output FOLDER writes all.");
    }
    return lines;
  }

  private static List<String> confusion(ModelJobs.Evaluated found) {
    if (found.classes().size() > MOST_CLASSES) {
      return List.of(
          "The confusion of " + found.classes().size() + " classes is too large to be shown.");
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("label \\ predicted"));
    header.addAll(found.classes());
    rows.add(header);
    for (int label = 0; label < found.classes().size(); label++) {
      List<String> row = new ArrayList<>(List.of(found.classes().get(label)));
      found.confusion().get(label).forEach(count -> row.add(Quantities.count(count)));
      rows.add(row);
    }
    return TextTable.lines(rows);
  }

  private static String row(String name, String value) {
    return String.format(Locale.ROOT, "%-10s  %s", name, value);
  }
}
