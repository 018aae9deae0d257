package io.lockstep.driver.source;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.FormatNames;
import io.lockstep.driver.source.DataPaths.Names;
import io.lockstep.driver.source.SourceRecord.Target;
import io.lockstep.network.Shape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Decodes pictures one by one, in tasks. */
final class ImageReading implements PieceReader<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private final List<Integer> shape;
  private final Labels need;
  private final LabelCheck check;
  private final Names names;

  ImageReading(Shape shape, Labels need, LabelCheck check, Names names) {
    this.shape = shape.sizes();
    this.need = need;
    this.check = check;
    this.names = names;
  }

  @Override
  public Iterator<SourceRecord> read(Piece piece, Configuration configuration) throws IOException {
    Optional<Shape> expected = Optional.of(new Shape(shape));
    FileSystem files = new Path(piece.path()).getFileSystem(configuration);
    return piece.paths().stream().map(path -> record(files, new Path(path), expected)).iterator();
  }

  private SourceRecord record(FileSystem files, Path path, Optional<Shape> expected) {
    String file = names.of(path.toString());
    if (!FormatNames.isPicture(path.getName())) {
      return SourceRecord.bad(file, 0, "is not a picture (.jpg, .jpeg, .png)");
    }
    byte[] content;
    try (InputStream stream = files.open(path)) {
      content = stream.readAllBytes();
    } catch (FileNotFoundException e) {
      return SourceRecord.bad(file, 0, Tasks.notHere());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    try {
      Bytes pixels = new Bytes(Picture.decode(content, expected).values());
      if (need == Labels.IGNORED) {
        return SourceRecord.of(pixels, Target.NONE, new String[] {file});
      }
      String label = check.accept(NumberText.canonical(path.getParent().getName()));
      return SourceRecord.of(pixels, Target.of(label), SourceRecord.NO_FIELDS);
    } catch (UnusablePicture | IllegalArgumentException e) {
      return SourceRecord.bad(file, 0, e.getMessage());
    }
  }
}
