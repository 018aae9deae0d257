package io.lockstep.imports;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.FlatVector;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * A vector as ND4J writes arrays: twice a header of allocation mode, length and type, each with
 * what follows in big-endian order; first the shape, then the elements. Memory is taken as elements
 * arrive, never for what the stream says it holds.
 */
final class Nd4jArray {
  private static final int CHUNK = 1 << 16;

  private final DataInputStream in;
  private final String where;

  private Nd4jArray(InputStream in, String where) {
    this.in = new DataInputStream(in);
    this.where = where;
  }

  /**
   * Reads a vector.
   *
   * @param length that it must have
   */
  static FlatVector read(InputStream in, int length, String where) throws IOException {
    Nd4jArray array = new Nd4jArray(in, where);
    try {
      array.readShape(length);
      return array.readElements(length);
    } catch (EOFException e) {
      throw array.refused("its parameters end too early");
    } catch (UTFDataFormatException e) {
      throw array.refused("its parameters are no ND4J array");
    }
  }

  /** Rank, sizes, strides and three more numbers. */
  private void readShape(int length) throws IOException {
    long numbers = header("LONG");
    if (numbers != 6 && numbers != 8) {
      throw refused("its parameters are no vector");
    }
    long rank = in.readLong();
    long elements = 1;
    for (int i = 0; i < (numbers - 4) / 2; i++) {
      long size = in.readLong();
      elements = size > 0 && size <= Integer.MAX_VALUE ? elements * size : -1;
      if (elements < 0 || elements > Integer.MAX_VALUE) {
        break;
      }
    }
    if (rank != (numbers - 4) / 2 || elements != length) {
      throw refused(
          "its configuration has " + length + " parameters, its coefficients.bin another number");
    }
    in.skipNBytes(8 * (numbers - 1 - rank));
  }

  private FlatVector readElements(int length) throws IOException {
    String type = type(length);
    int width = type.equals("FLOAT") ? Float.BYTES : Double.BYTES;
    List<float[]> chunks = new ArrayList<>();
    for (int from = 0; from < length; from += CHUNK) {
      int count = Math.min(CHUNK, length - from);
      byte[] bytes = in.readNBytes(count * width);
      if (bytes.length < count * width) {
        throw new EOFException();
      }
      chunks.add(floats(bytes, width));
    }
    if (in.read() >= 0) {
      throw refused("its coefficients.bin has more than it says");
    }
    FlatVector vector = FlatVector.allocate(length);
    int at = 0;
    for (float[] chunk : chunks) {
      vector.floats().put(at, chunk);
      at += chunk.length;
    }
    return vector;
  }

  private String type(int length) throws IOException {
    mode();
    long elements = in.readLong();
    String type = in.readUTF();
    if (elements != length || !type.equals("FLOAT") && !type.equals("DOUBLE")) {
      throw refused(
          "its parameters are "
              + elements
              + " of type "
              + brief(type)
              + ", not "
              + length
              + " of type FLOAT or DOUBLE");
    }
    return type;
  }

  private long header(String expected) throws IOException {
    mode();
    long length = in.readLong();
    String type = in.readUTF();
    if (!type.equals(expected)) {
      throw refused("its parameters have a shape of type " + brief(type));
    }
    return length;
  }

  private void mode() throws IOException {
    String mode = in.readUTF();
    if (!mode.equals("MIXED_DATA_TYPES")) {
      throw refused(
          "its parameters are written as "
              + brief(mode)
              + ", not MIXED_DATA_TYPES; load the model in DL4J 1.0.0-M2.1 and save it again");
    }
  }

  private static float[] floats(byte[] bytes, int width) {
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
    float[] values = new float[bytes.length / width];
    for (int i = 0; i < values.length; i++) {
      values[i] = width == Float.BYTES ? buffer.getFloat() : (float) buffer.getDouble();
    }
    return values;
  }

  private static String brief(String word) {
    return "'" + word.substring(0, Math.min(word.length(), 30)) + "'";
  }

  private LockstepException refused(String why) {
    return new LockstepException(ExitCode.DATA, "Cannot use the model " + where + ": " + why + ".");
  }
}
