package io.lockstep.driver.source;

import java.util.ArrayList;
import java.util.List;

/** The report of all that is wrong with some data. */
final class BadRows {
  private BadRows() {}

  /** Fails if there are bad rows, and names the first of them; or if there are no rows at all. */
  static void check(Records records, List<PartitionSummary> summaries) {
    long total = summaries.stream().mapToLong(PartitionSummary::records).sum();
    long bad = summaries.stream().mapToLong(PartitionSummary::bad).sum();
    if (total == 0) {
      throw SourceFailure.data(
          "Cannot use the data: " + records.name() + " " + records.emptiness() + ".");
    } else if (bad > 0) {
      throw SourceFailure.data(report(records, summaries, total, bad));
    }
  }

  private static String report(
      Records records, List<PartitionSummary> summaries, long total, long bad) {
    List<String> lines = new ArrayList<>();
    String noun = bad == 1 ? " bad row of " : " bad rows of ";
    lines.add("Cannot use the data: " + bad + noun + total + ":");
    int named = 0;
    for (int partition = 0; partition < summaries.size(); partition++) {
      for (BadRow row : summaries.get(partition).named()) {
        if (named < PartitionSummary.NAMED) {
          lines.add(records.describe(partition, row));
          named++;
        }
      }
    }
    if (named < bad) {
      lines.add("... and " + (bad - named) + " more");
    }
    return String.join("\n", lines);
  }
}
