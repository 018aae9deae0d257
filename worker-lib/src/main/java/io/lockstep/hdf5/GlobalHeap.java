package io.lockstep.hdf5;

/** Where texts of any length are (section III.E). */
final class GlobalHeap {
  private GlobalHeap() {}

  /** The object of an index in the collection at an address. */
  static Cursor object(Hdf5File file, long address, long index) throws Hdf5Exception {
    Cursor head = file.structure(address, 16).expect("GCOL").skip(4);
    Cursor collection = file.structure(address, head.u64()).skip(16);
    while (collection.left() >= 16) {
      long found = collection.u16();
      long size = collection.skip(6).u64();
      if (found == 0) {
        break; // what is free
      }
      Cursor object = collection.part(size);
      if (found == index) {
        return object;
      }
      collection.align();
    }
    throw new Hdf5Exception("it points at a text that is not there");
  }
}
