package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import io.lockstep.driver.source.DataPaths.Names;
import io.lockstep.driver.source.IdxHeader.Type;
import io.lockstep.driver.source.SourceRecord.Target;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;

/** Reads runs of records of a file of images and its labels, in tasks. */
final class IdxReader implements PieceReader<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private final Task task;
  private final LabelCheck check;
  private final Names names;

  IdxReader(Task task, LabelCheck check, Names names) {
    this.task = task;
    this.check = check;
    this.names = names;
  }

  @Override
  public Iterator<SourceRecord> read(Piece piece, Configuration configuration) throws IOException {
    try {
      Column images = new Column(piece.path(), piece, configuration);
      Optional<Column> labels =
          piece.paths().size() < 2
              ? Optional.empty()
              : Optional.of(new Column(piece.paths().get(1), piece, configuration));
      return new Rows(piece, images, labels);
    } catch (FileNotFoundException e) {
      SourceRecord bad = SourceRecord.bad(names.of(piece.path()), 0, Tasks.notHere());
      return Collections.singleton(bad).iterator();
    } catch (EOFException e) {
      SourceRecord bad = SourceRecord.bad(names.of(piece.path()), 0, "has lost its end");
      return Collections.singleton(bad).iterator();
    }
  }

  private final class Rows extends UntilAbsent<SourceRecord> {
    private final Piece piece;
    private final Column images;
    private final Optional<Column> labels;
    private long next;
    private boolean ended;

    Rows(Piece piece, Column images, Optional<Column> labels) {
      this.piece = piece;
      this.images = images;
      this.labels = labels;
    }

    @Override
    protected Optional<SourceRecord> advance() throws IOException {
      if (ended) {
        return Optional.empty();
      }
      long record = piece.from() + next;
      try {
        if (next++ == piece.length()) {
          return end(record);
        }
        Features features = features(images.record(record));
        Target target = labels.isPresent() ? target(labels.get(), record) : Target.NONE;
        return Optional.of(SourceRecord.of(features, target, SourceRecord.NO_FIELDS));
      } catch (BrokenFile e) {
        ended = true;
        return Optional.of(SourceRecord.bad(e.file, 0, e.getMessage()));
      } catch (IllegalArgumentException e) {
        String file = names.of(piece.path());
        return Optional.of(SourceRecord.bad(file, 0, "record " + record + " " + e.getMessage()));
      }
    }

    private Optional<SourceRecord> end(long record) throws IOException, BrokenFile {
      ended = true;
      images.checkEnd(record);
      if (labels.isPresent()) {
        labels.get().checkEnd(record);
      }
      return Optional.empty();
    }

    private Features features(ByteBuffer record) {
      if (images.header.type() == Type.UNSIGNED_BYTE) {
        return new Bytes(record.array().clone());
      }
      float[] values = new float[images.header.width()];
      for (int i = 0; i < values.length; i++) {
        values[i] = finite((float) number(images.header.type(), record));
      }
      return new Floats(values);
    }

    private Target target(Column column, long record) throws IOException, BrokenFile {
      double value = number(column.header.type(), column.record(record));
      if (task == Task.REGRESSION) {
        return Target.of(check.accept(finite((float) value)));
      }
      boolean whole = value == (int) value;
      String label =
          whole ? Integer.toString((int) value) : NumberText.canonical(Double.toString(value));
      return Target.of(check.accept(label));
    }

    private float finite(float value) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("holds " + value + ", which is not a finite number");
      }
      return value;
    }
  }

  private static double number(Type type, ByteBuffer record) {
    return switch (type) {
      case UNSIGNED_BYTE -> record.get() & 0xFF;
      case BYTE -> record.get();
      case SHORT -> record.getShort();
      case INT -> record.getInt();
      case FLOAT -> record.getFloat();
      case DOUBLE -> record.getDouble();
    };
  }

  /** One of the two files. */
  private final class Column {
    private final String file;
    private final DataInputStream stream;
    private final IdxHeader header;
    private final ByteBuffer record;

    Column(String path, Piece piece, Configuration configuration) throws IOException {
      this.file = names.of(path);
      this.stream = IdxHeader.open(path, configuration);
      Tasks.closeAtEnd(TaskContext.get(), stream);
      this.header = IdxHeader.read(stream);
      this.record = ByteBuffer.allocate(header.recordBytes());
      stream.skipNBytes(piece.from() * header.recordBytes());
    }

    ByteBuffer record(long number) throws IOException, BrokenFile {
      try {
        stream.readFully(record.array());
        return record.rewind();
      } catch (EOFException e) {
        throw new BrokenFile(file, "ends after " + number + " of " + header.records() + " records");
      } catch (IOException e) {
        throw new BrokenFile(
            file, "cannot be read after record " + number + ": " + SourceFailure.reason(e));
      }
    }

    void checkEnd(long number) throws IOException, BrokenFile {
      if (number == header.records() && stream.read() >= 0) {
        throw new BrokenFile(
            file, "goes on after the " + number + " records that its header promises");
      }
    }
  }

  private static final class BrokenFile extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;

    BrokenFile(String file, String reason) {
      super(reason);
      this.file = file;
    }
  }
}
