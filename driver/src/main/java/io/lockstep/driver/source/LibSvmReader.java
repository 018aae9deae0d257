package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.Example.Floats;
import io.lockstep.driver.source.DataPaths.Names;
import io.lockstep.driver.source.SourceRecord.Target;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;

/** Reads pieces of LibSVM files, in tasks. Empty lines hold no record, but count as lines. */
final class LibSvmReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int width;
  private final Task task;
  private final Labels need;
  private final Names names;

  LibSvmReader(int width, ColumnChoice choice, Names names) {
    this.width = width;
    this.task = choice.task();
    this.need = choice.need();
    this.names = names;
  }

  /** The largest place of a piece; lines that are wrong in other ways are for {@link #read}. */
  static Iterator<Integer> places(Piece piece, Configuration configuration) throws IOException {
    int largest = 0;
    try (CsvLines lines = CsvLines.open(piece, configuration)) {
      while (lines.next()) {
        largest = Math.max(largest, places(lines));
      }
    }
    return Collections.singleton(largest).iterator();
  }

  private static int places(CsvLines lines) {
    try {
      return LibSvmLine.places(lines.text());
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  Iterator<SourceRecord> read(Piece piece, Configuration configuration, LabelCheck check)
      throws IOException {
    String file = names.of(piece.path());
    try {
      CsvLines lines = CsvLines.open(piece, configuration);
      Tasks.closeAtEnd(TaskContext.get(), lines);
      return new Rows(lines, file, check);
    } catch (FileNotFoundException e) {
      return Collections.singleton(SourceRecord.bad(file, 0, Tasks.notHere())).iterator();
    }
  }

  private final class Rows extends UntilAbsent<SourceRecord> {
    private final CsvLines lines;
    private final String file;
    private final LabelCheck check;

    Rows(CsvLines lines, String file, LabelCheck check) {
      this.lines = lines;
      this.file = file;
      this.check = check;
    }

    @Override
    protected Optional<SourceRecord> advance() throws IOException {
      while (lines.next()) {
        Optional<SourceRecord> record = record();
        if (record.isPresent()) {
          return record;
        }
      }
      return Optional.empty();
    }

    private Optional<SourceRecord> record() {
      try {
        String line = lines.text();
        return LibSvmLine.isBlank(line) ? Optional.empty() : Optional.of(parse(line));
      } catch (IllegalArgumentException e) {
        return Optional.of(SourceRecord.bad(file, lines.line(), e.getMessage()));
      }
    }

    private SourceRecord parse(String line) {
      Floats features = new Floats(LibSvmLine.features(line, width));
      return need == Labels.REQUIRED
          ? SourceRecord.of(features, target(LibSvmLine.label(line)), SourceRecord.NO_FIELDS)
          : SourceRecord.of(features, Target.NONE, new String[] {LibSvmLine.label(line)});
    }

    private Target target(String label) {
      if (label.isEmpty()) {
        throw new IllegalArgumentException("has no label before its features");
      } else if (task == Task.CLASSIFICATION) {
        return Target.of(check.accept(NumberText.canonical(label.replaceFirst("^\\+", ""))));
      }
      float value = NumberText.parse(label);
      if (Float.isNaN(value)) {
        throw new IllegalArgumentException("the label " + NumberText.problem(label));
      }
      return Target.of(value);
    }
  }
}
