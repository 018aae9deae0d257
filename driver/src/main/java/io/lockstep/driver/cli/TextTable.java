package io.lockstep.driver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns as wide as their widest cell, aligned right. */
final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** The lines of a table whose rows all have as many cells. */
  static List<String> lines(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        if (column == widths.size()) {
          widths.add(0);
        }
        widths.set(column, Math.max(widths.get(column), row.get(column).length()));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    return IntStream.range(0, row.size())
        .mapToObj(
            column -> " ".repeat(widths.get(column) - row.get(column).length()) + row.get(column))
        .collect(Collectors.joining(GAP));
  }
}
