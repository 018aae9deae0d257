package io.lockstep.driver.source;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.LineReader;

/**
 * The lines of a piece of a text file, without their ends. A line belongs to the piece in which it
 * begins, or, if it begins right at a border, to the piece before: Hadoop's rule. A compressed file
 * is one piece.
 */
final class CsvLines implements Closeable {
  /** Longer lines are surely no CSV, and must not fill the memory. */
  static final int MAX_LENGTH = 64 << 20;

  private final InputStream stream;
  private final LineReader reader;
  private final boolean compressed;
  private final long end;
  private final Text text = new Text();
  private long position;
  private long line;
  private boolean ended;

  private CsvLines(InputStream stream, boolean compressed, long from, long end) {
    this.stream = stream;
    this.reader = new LineReader(stream);
    this.compressed = compressed;
    this.position = from;
    this.end = end;
  }

  static CsvLines open(Piece piece, Configuration configuration) throws IOException {
    Path path = new Path(piece.path());
    FileSystem files = path.getFileSystem(configuration);
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
    FSDataInputStream file = files.open(path);
    if (codec != null) {
      return new CsvLines(codec.createInputStream(file), true, 0, Long.MAX_VALUE);
    }
    file.seek(piece.from());
    CsvLines lines = new CsvLines(file, false, piece.from(), piece.from() + piece.length());
    if (piece.from() > 0) {
      lines.position += lines.reader.readLine(lines.text, MAX_LENGTH);
    }
    return lines;
  }

  /** Whether a file cannot be cut into pieces. */
  static boolean isCompressed(Path path, Configuration configuration) {
    return new CompressionCodecFactory(configuration).getCodec(path) != null;
  }

  /** Goes to the next line; whether there is one. */
  boolean next() throws IOException {
    if (ended || position > end) {
      return false;
    }
    int consumed = reader.readLine(text, MAX_LENGTH);
    position += consumed;
    ended = consumed == 0;
    line += ended ? 0 : 1;
    return !ended;
  }

  /** Number of the line within the piece, from 1. */
  long line() {
    return line;
  }

  boolean isBlank() {
    byte[] bytes = text.getBytes();
    for (int i = 0; i < text.getLength(); i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  /**
   * The line.
   *
   * @throws IllegalArgumentException if it is no UTF-8, or too long
   */
  String text() {
    if (text.getLength() >= MAX_LENGTH) {
      throw new IllegalArgumentException("is longer than " + MAX_LENGTH + " bytes");
    }
    try {
      return Text.decode(text.getBytes(), 0, text.getLength(), false);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("is not UTF-8", e);
    }
  }

  /** Whether a failure to read is the file's own, so that trying again is no use. */
  boolean isFault(IOException failure) {
    return compressed
        || failure instanceof EOFException
        || failure instanceof FileNotFoundException;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
