package io.lockstep.hdf5;

import java.nio.ByteBuffer;
import java.util.List;

/** An array of float32 or float64 that lies in one piece (section IV.A.2.i), row-major. */
public final class Hdf5Array {
  private static final int COMPACT = 0;
  private static final int CONTIGUOUS = 1;

  private final List<Integer> shape;
  private final boolean isDouble;
  private final ByteBuffer values;

  private Hdf5Array(List<Integer> shape, boolean isDouble, ByteBuffer values) {
    this.shape = shape;
    this.isDouble = isDouble;
    this.values = values;
  }

  static Hdf5Array read(Hdf5File file, Header header, String path) throws Hdf5Exception {
    Cursor space = part(header, Header.DATASPACE, path);
    Cursor type = part(header, Header.DATATYPE, path);
    Cursor layout = part(header, Header.LAYOUT, path);
    Dataspace sizes = Dataspace.read(space);
    Datatype.Element element = Datatype.read(type);
    boolean isDouble = element.type() == Datatype.FLOAT64;
    if (element.type() != Datatype.FLOAT32 && !isDouble) {
      throw new Hdf5Exception("its array " + path + " is of neither float32 nor float64");
    }
    long bytes = sizes.count() * element.size();
    Cursor data = data(file, layout, bytes, path);
    return new Hdf5Array(sizes.sizes(), isDouble, data.bytes());
  }

  private static Cursor part(Header header, int type, String path) throws Hdf5Exception {
    return header.one(type).orElseThrow(() -> new Hdf5Exception("its " + path + " is no array"));
  }

  private static Cursor data(Hdf5File file, Cursor layout, long bytes, String path)
      throws Hdf5Exception {
    int version = layout.u8();
    int kind = layout.u8();
    if (version < 3 || version > 4 || kind != COMPACT && kind != CONTIGUOUS) {
      throw new Hdf5Exception(
          "its array " + path + " is in chunks or compressed; Keras writes arrays in one piece");
    }
    if (kind == COMPACT) {
      long size = layout.u16();
      return exactly(layout.part(size), bytes, path);
    }
    long address = layout.u64();
    long size = layout.u64();
    return exactly(bytes == 0 ? layout.part(0) : file.data(address, size), bytes, path);
  }

  private static Cursor exactly(Cursor data, long bytes, String path) throws Hdf5Exception {
    if (data.left() != bytes) {
      throw new Hdf5Exception(
          "its array %s has %d bytes of %d".formatted(path, data.left(), bytes));
    }
    return data;
  }

  /** Sizes, of the dimension that moves slowest first; none: one number. */
  public List<Integer> shape() {
    return shape;
  }

  /** The element at a place in row-major order. */
  public float get(int index) {
    return isDouble
        ? (float) values.getDouble(index * Double.BYTES)
        : values.getFloat(index * Float.BYTES);
  }
}
