package io.lockstep.bench.report;

import static io.lockstep.checks.Checks.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table of GitHub's Markdown. */
final class MarkdownTable {
  private MarkdownTable() {}

  /**
   * The lines.
   *
   * @param rows the first one is the heading; all have as many cells
   */
  static List<String> lines(List<List<String>> rows) {
    int columns = rows.get(0).size();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      check(row.size() == columns, "row", "as many cells as the heading, " + columns, row);
      lines.add(line(row));
    }
    lines.add(1, line(Collections.nCopies(columns, "---")));
    return lines;
  }

  private static String line(List<String> cells) {
    List<String> safe = cells.stream().map(cell -> cell.replace("|", "\\|")).toList();
    return "| " + String.join(" | ", safe) + " |";
  }
}
