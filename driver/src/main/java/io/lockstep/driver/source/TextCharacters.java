package io.lockstep.driver.source;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The characters (code points) of a file in UTF-8 (RFC 3629), compressed or not, without a byte
 * order mark. Java's decoders read ahead, and would not tell where a file is broken.
 */
final class TextCharacters implements Closeable {
  static final int END = -1;
  private static final int MARK = 0xFEFF;

  private final InputStream bytes;
  private long line = 1;
  private boolean begun;

  private TextCharacters(InputStream bytes) {
    this.bytes = bytes;
  }

  static TextCharacters open(Piece piece, Configuration configuration) throws IOException {
    Path path = new Path(piece.path());
    InputStream stream = path.getFileSystem(configuration).open(path);
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
    return new TextCharacters(
        new BufferedInputStream(codec == null ? stream : codec.createInputStream(stream)));
  }

  /**
   * The next one, or {@link #END}.
   *
   * @throws java.nio.charset.CharacterCodingException if what follows is no UTF-8
   */
  int next() throws IOException {
    int character = codePoint();
    if (!begun) {
      begun = true;
      return character == MARK ? next() : character;
    }
    return character;
  }

  private int codePoint() throws IOException {
    int first = bytes.read();
    if (first < 0x80) {
      line += first == '\n' ? 1 : 0;
      return first;
    } else if (first < 0xC2 || first > 0xF4) {
      throw new MalformedInputException(1);
    }
    int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    int point = first & (0x3F >> more);
    for (int i = 0; i < more; i++) {
      int next = bytes.read();
      if ((next & 0xC0) != 0x80) {
        throw new MalformedInputException(i + 1);
      }
      point = point << 6 | next & 0x3F;
    }
    boolean isShortest = more < 2 || point >= (more == 2 ? 0x800 : 0x10000);
    if (!isShortest || point > Character.MAX_CODE_POINT || isSurrogate(point)) {
      throw new MalformedInputException(more + 1);
    }
    return point;
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  /** Of the character that comes next, from 1. */
  long line() {
    return line;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
