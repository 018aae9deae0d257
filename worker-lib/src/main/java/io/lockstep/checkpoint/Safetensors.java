package io.lockstep.checkpoint;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Flat vectors as a safetensors file: one float32 tensor for each piece of each vector, row-major,
 * little-endian. A tensor is named {@code vector/piece}, or as the piece alone if the vector's name
 * is empty. On the heap there is never more than a chunk.
 */
final class Safetensors {
  private static final int CHUNK = 1 << 14;

  /** Where a tensor belongs. */
  private record Place(String vector, Piece piece) {}

  private Safetensors() {}

  /** Writes the vectors, all of one layout, in their order. */
  static void write(OutputStream out, ParameterLayout layout, Map<String, FlatVector> vectors)
      throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    long begin = 0;
    for (String vector : vectors.keySet()) {
      for (Piece piece : layout.pieces()) {
        long end = begin + (long) piece.length() * Float.BYTES;
        tensors.add(new Tensor(name(vector, piece), shape(piece), begin, end));
        begin = end;
      }
    }
    out.write(SafetensorsHeader.write(tensors));
    for (FlatVector vector : vectors.values()) {
      writeVector(out, vector);
    }
  }

  /**
   * Reads vectors of a known layout. Memory is taken only after the header has been found to
   * describe exactly these.
   *
   * @param bytes size of the file
   * @param file its whole name, for messages
   * @param names of the vectors
   */
  static Map<String, FlatVector> read(
      InputStream in, long bytes, String file, ParameterLayout layout, Collection<String> names)
      throws IOException {
    List<Tensor> tensors = SafetensorsHeader.read(in, bytes, file);
    Map<String, Place> places = new TreeMap<>();
    for (String vector : names) {
      layout.pieces().forEach(p -> places.put(name(vector, p), new Place(vector, p)));
    }
    checkTensors(tensors, places, file);
    Map<String, FlatVector> vectors = new LinkedHashMap<>();
    names.forEach(name -> vectors.put(name, FlatVector.allocate(layout.length())));
    for (Tensor tensor : tensors) {
      Place place = places.get(tensor.name());
      readPiece(in, vectors.get(place.vector()), place.piece(), file);
    }
    return vectors;
  }

  private static void checkTensors(List<Tensor> tensors, Map<String, Place> places, String file) {
    Set<String> missing = new TreeSet<>(places.keySet());
    List<String> foreign = new ArrayList<>();
    for (Tensor tensor : tensors) {
      if (!missing.remove(tensor.name())) {
        foreign.add(tensor.name());
      } else if (!tensor.shape().equals(shape(places.get(tensor.name()).piece()))) {
        throw Failures.mismatch(
            file,
            "tensor "
                + tensor.name()
                + " has shape "
                + tensor.shape()
                + ", the model's is "
                + places.get(tensor.name()).piece().shape());
      }
    }
    if (!missing.isEmpty() || !foreign.isEmpty()) {
      throw Failures.mismatch(
          file,
          "it is of another model: without tensors "
              + some(missing)
              + ", with unknown tensors "
              + some(foreign));
    }
  }

  private static String some(Collection<String> names) {
    List<String> first = names.stream().limit(4).toList();
    return names.size() <= 4 ? first.toString() : first + " and " + (names.size() - 4) + " more";
  }

  private static String name(String vector, Piece piece) {
    return vector.isEmpty() ? piece.name() : vector + "/" + piece.name();
  }

  private static List<Long> shape(Piece piece) {
    return piece.shape().stream().map(Integer::longValue).toList();
  }

  private static void writeVector(OutputStream out, FlatVector vector) throws IOException {
    ByteBuffer chunk = chunk();
    FloatBuffer floats = chunk.asFloatBuffer();
    for (int from = 0; from < vector.length(); from += CHUNK) {
      int count = Math.min(CHUNK, vector.length() - from);
      floats.put(0, vector.floats(), from, count);
      out.write(chunk.array(), 0, count * Float.BYTES);
    }
  }

  private static void readPiece(InputStream in, FlatVector vector, Piece piece, String file)
      throws IOException {
    ByteBuffer chunk = chunk();
    FloatBuffer floats = chunk.asFloatBuffer();
    for (int from = piece.slice().from(); from < piece.slice().to(); from += CHUNK) {
      int count = Math.min(CHUNK, piece.slice().to() - from);
      if (in.readNBytes(chunk.array(), 0, count * Float.BYTES) < count * Float.BYTES) {
        throw Failures.damaged(file, "it ends within tensor " + piece.name());
      }
      vector.floats().put(from, floats, 0, count);
    }
  }

  private static ByteBuffer chunk() {
    return ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
