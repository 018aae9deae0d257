package io.lockstep.hdf5;

import java.nio.ByteBuffer;

/**
 * An HDF5 file of superblock 0 or 1 (section II.A) with addresses and lengths of 8 bytes, which is
 * what h5py writes if it is not told otherwise.
 */
public final class Hdf5File {
  /** The first bytes of every HDF5 file, as a number. */
  private static final long SIGNATURE = 0x0a1a0a0d46444889L;

  /**
   * How often the bytes of a file may be read as structure. Names and headers are small beside
   * arrays, and small files have something free.
   */
  private static final long PASSES = 4;

  private static final long FREE = 1 << 20;

  private final ByteBuffer bytes;
  private long budget;

  private Hdf5File(ByteBuffer bytes) {
    this.bytes = bytes.slice();
    this.budget = PASSES * this.bytes.limit() + FREE;
  }

  /**
   * The group that all others are in.
   *
   * @param bytes of the whole file, from the position on; must not change while objects are read
   */
  public static Hdf5Object root(ByteBuffer bytes) throws Hdf5Exception {
    Hdf5File file = new Hdf5File(bytes);
    return new Hdf5Object(file, file.rootAddress(), "/");
  }

  private long rootAddress() throws Hdf5Exception {
    Cursor block = structure(0, Math.min(104, bytes.limit()));
    if (block.left() < 16 || block.u64() != SIGNATURE) {
      throw new Hdf5Exception("it is no HDF5 file");
    }
    int version = block.u8();
    if (version > 1) {
      throw new Hdf5Exception(
          "its HDF5 format is newer (superblock "
              + version
              + ") than h5py writes by itself; write it again without libver");
    }
    block.skip(4);
    if (block.u8() != 8 || block.u8() != 8) {
      throw new Hdf5Exception("its addresses are not 8 bytes wide");
    }
    block.skip(version == 0 ? 9 : 13);
    long base = block.u64();
    block.u64();
    long end = block.u64();
    if (base != 0 || end < 0 || end > bytes.limit()) {
      throw new Hdf5Exception(
          "it ends too early: it has %d bytes of %d".formatted(bytes.limit(), end));
    }
    return block.skip(16).u64();
  }

  /** Headers and names at an address, which count against the budget. */
  Cursor structure(long address, long count) throws Hdf5Exception {
    Cursor part = data(address, count);
    count(count);
    return part;
  }

  /** Takes bytes of structure from the budget. */
  void count(long structure) throws Hdf5Exception {
    budget -= Math.max(16, structure);
    if (budget < 0) {
      throw new Hdf5Exception("its structure points at itself over and over");
    }
  }

  /** Numbers at an address, which do not count. */
  Cursor data(long address, long count) throws Hdf5Exception {
    if (address < 0 || count < 0 || address > bytes.limit() || count > bytes.limit() - address) {
      throw new Hdf5Exception("it ends too early, or points at a place that is not there");
    }
    return new Cursor(bytes.slice((int) address, (int) count));
  }
}
