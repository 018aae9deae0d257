package io.lockstep.driver.source;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The header of an IDX file (Y. LeCun, The MNIST database, "File formats"): two zero bytes, a type,
 * a number of dimensions, and each dimension's size as a big-endian int32. The first dimension
 * counts the records. Sizes are as the file says and not to be trusted before {@link #check}.
 */
record IdxHeader(Type type, List<Integer> sizes) implements Serializable {
  /** A gzip stream grows by at most this factor, whatever is in it (zlib, "Technical details"). */
  private static final long MOST_INFLATED = 1_032;

  /** Types of numbers, big-endian. */
  enum Type {
    UNSIGNED_BYTE(0x08, 1),
    BYTE(0x09, 1),
    SHORT(0x0B, 2),
    INT(0x0C, 4),
    FLOAT(0x0D, 4),
    DOUBLE(0x0E, 8);

    private final int code;
    private final int bytes;

    Type(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }
  }

  IdxHeader {
    sizes = List.copyOf(sizes);
  }

  /** Opens a file, which a codec may have compressed. */
  static DataInputStream open(String path, Configuration configuration) throws IOException {
    Path file = new Path(path);
    FSDataInputStream plain = file.getFileSystem(configuration).open(file);
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(file);
    InputStream stream = codec == null ? plain : codec.createInputStream(plain);
    return new DataInputStream(new BufferedInputStream(stream, 1 << 16));
  }

  /** Reads a header. */
  static IdxHeader read(DataInputStream stream) throws IOException {
    int magic = stream.readInt();
    int dimensions = magic & 0xFF;
    for (Type type : Type.values()) {
      if (magic >>> 8 == type.code && dimensions >= 1 && dimensions <= 4) {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
          sizes.add(stream.readInt());
        }
        return new IdxHeader(type, sizes);
      }
    }
    throw new IOException(
        String.format("it begins with %08x, which is not the magic number of IDX", magic));
  }

  int records() {
    return sizes.get(0);
  }

  /** Numbers of a record. */
  int width() {
    return sizes.stream().skip(1).reduce(1, Math::multiplyExact);
  }

  int recordBytes() {
    return Math.multiplyExact(width(), type.bytes);
  }

  /** Bytes before the first record. */
  int headerBytes() {
    return 4 + 4 * sizes.size();
  }

  /** Fails unless a file of this length can hold what the header promises. */
  void check(long fileBytes, boolean compressed) throws IOException {
    if (sizes.stream().anyMatch(size -> size < 0) || sizes.stream().skip(1).anyMatch(s -> s == 0)) {
      throw new IOException("its header names impossible sizes " + sizes);
    }
    long promised;
    try {
      promised = Math.addExact(headerBytes(), Math.multiplyExact((long) records(), recordBytes()));
    } catch (ArithmeticException e) {
      throw new IOException("its header names impossible sizes " + sizes, e);
    }
    if (compressed ? promised / MOST_INFLATED > fileBytes : promised != fileBytes) {
      throw new EOFException(
          "its header promises "
              + records()
              + " records of "
              + recordBytes()
              + " bytes ("
              + promised
              + " bytes with the header), the file has "
              + fileBytes
              + " bytes"
              + (compressed ? ", compressed" : ""));
    }
  }
}
