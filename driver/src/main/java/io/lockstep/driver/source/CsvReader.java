package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.driver.source.ColumnChoice.Columns;
import io.lockstep.driver.source.DataPaths.Names;
import io.lockstep.driver.source.SourceRecord.Target;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;

/** Reads pieces of CSV files, in tasks. Empty lines hold no record, but count as lines. */
final class CsvReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final char separator;
  private final String[] header;
  private final String headerFile;
  private final int columns;
  private final int[] features;
  private final int[] labels;
  private final int[] weight;
  private final Ids ids;
  private final Task task;
  private final Labels need;
  private final Names names;

  /**
   * @param header names of the columns; empty if the files have none
   * @param headerFile which of them it is from
   * @param columns of a line
   */
  CsvReader(
      char separator,
      List<String> header,
      String headerFile,
      int columns,
      Columns chosen,
      ColumnChoice choice,
      Names names) {
    this.separator = separator;
    this.header = header.toArray(String[]::new);
    this.headerFile = headerFile;
    this.columns = columns;
    this.features = chosen.features();
    this.labels = chosen.labels();
    this.weight = chosen.weight();
    this.ids = choice.ids();
    this.task = choice.task();
    this.need = choice.need();
    this.names = names;
  }

  Iterator<SourceRecord> read(Piece piece, Configuration configuration, LabelCheck check)
      throws IOException {
    String file = names.of(piece.path());
    try {
      CsvLines lines = CsvLines.open(piece, configuration);
      Tasks.closeAtEnd(TaskContext.get(), lines);
      return new Rows(lines, file, piece.from() == 0, check);
    } catch (FileNotFoundException e) {
      return Collections.singleton(SourceRecord.bad(file, 0, Tasks.notHere())).iterator();
    }
  }

  /** Counts the lines of a piece, for the line numbers of those that follow. */
  static Iterator<Long> count(Piece piece, Configuration configuration) throws IOException {
    try (CsvLines lines = CsvLines.open(piece, configuration)) {
      while (lines.next()) {
        continue;
      }
      return Collections.singleton(lines.line()).iterator();
    }
  }

  private final class Rows extends UntilAbsent<SourceRecord> {
    private final CsvLines lines;
    private final String file;
    private final LabelCheck check;
    private final CsvCells cells = new CsvCells(separator);
    private final HashMap<String, String> canonical = new HashMap<>();
    private boolean first;
    private boolean broken;

    Rows(CsvLines lines, String file, boolean first, LabelCheck check) {
      this.lines = lines;
      this.file = file;
      this.check = check;
      this.first = first;
    }

    @Override
    protected Optional<SourceRecord> advance() throws IOException {
      try {
        while (!broken && lines.next()) {
          Optional<SourceRecord> record = lines.isBlank() ? Optional.empty() : record();
          if (record.isPresent()) {
            return record;
          }
        }
        return Optional.empty();
      } catch (IOException e) {
        if (!lines.isFault(e)) {
          throw e;
        }
        broken = true;
        String reason = "cannot be read: " + SourceFailure.reason(e);
        return Optional.of(SourceRecord.bad(file, lines.line() + 1, reason));
      }
    }

    private Optional<SourceRecord> record() {
      try {
        String line = first ? CsvFiles.withoutMark(lines.text()) : lines.text();
        String[] row = cells.split(line);
        if (first && header.length > 0) {
          checkHeader(row);
          return Optional.empty();
        }
        return Optional.of(parse(row));
      } catch (IllegalArgumentException e) {
        return Optional.of(SourceRecord.bad(file, lines.line(), e.getMessage()));
      } finally {
        first = false;
      }
    }

    private void checkHeader(String[] row) {
      if (!List.of(row).equals(List.of(header))) {
        throw new IllegalArgumentException("expected the same header as in " + headerFile);
      }
    }

    private SourceRecord parse(String[] row) {
      if (row.length != columns) {
        throw new IllegalArgumentException("expected " + columns + " columns, found " + row.length);
      }
      float[] values = numbers(row, features);
      checkIds(values);
      return SourceRecord.of(
          ids.features(values),
          target(row).weighted(weight(row)),
          need == Labels.IGNORED ? row : SourceRecord.NO_FIELDS);
    }

    private void checkIds(float[] values) {
      for (int i = 0; i < values.length; i++) {
        if (ids.isBad(values[i])) {
          throw new IllegalArgumentException(column(features[i]) + " " + ids.problem(values[i]));
        }
      }
    }

    private Target target(String[] row) {
      if (labels.length == 0) {
        return Target.NONE;
      } else if (task != Task.CLASSIFICATION) {
        return Target.of(check.accept(TargetCheck.accept(task, numbers(row, labels))));
      }
      String label = row[labels[0]];
      if (label.isEmpty()) {
        throw new IllegalArgumentException(column(labels[0]) + " (the label) is empty");
      }
      return Target.of(check.accept(canonical.computeIfAbsent(label, NumberText::canonical)));
    }

    private float[] weight(String[] row) {
      float[] values = numbers(row, weight);
      for (float value : values) {
        TargetCheck.acceptWeight(column(weight[0]), value);
      }
      return values;
    }

    private float[] numbers(String[] row, int[] places) {
      float[] values = new float[places.length];
      for (int i = 0; i < places.length; i++) {
        float value = NumberText.parse(row[places[i]]);
        if (Float.isNaN(value)) {
          throw new IllegalArgumentException(
              column(places[i]) + " " + NumberText.problem(row[places[i]]));
        }
        values[i] = value;
      }
      return values;
    }

    private String column(int place) {
      return "column " + (header.length > 0 ? header[place] : String.valueOf(place));
    }
  }
}
