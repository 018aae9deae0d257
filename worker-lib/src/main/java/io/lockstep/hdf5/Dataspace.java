package io.lockstep.hdf5;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of an array (section IV.A.2.b).
 *
 * @param sizes none: one element
 */
record Dataspace(List<Integer> sizes) {
  private static final int MAX_RANK = 32;
  private static final int NOTHING = 2;

  static Dataspace read(Cursor content) throws Hdf5Exception {
    int version = content.u8();
    int rank = content.u8();
    content.u8();
    int type = content.u8();
    if (version == 1) {
      content.skip(4);
    } else if (version != 2) {
      throw new Hdf5Exception("it has a damaged size of an array");
    }
    if (rank > MAX_RANK) {
      throw new Hdf5Exception("it has an array of " + rank + " dimensions");
    }
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long size = content.u64();
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw new Hdf5Exception("it has an array of more than 2^31 elements");
      }
      sizes.add((int) size);
    }
    return new Dataspace(version == 2 && type == NOTHING ? List.of(0) : List.copyOf(sizes));
  }

  /** Elements in all. */
  long count() throws Hdf5Exception {
    long count = 1;
    for (int size : sizes) {
      count *= size;
      if (count > Integer.MAX_VALUE) {
        throw new Hdf5Exception("it has an array of more than 2^31 elements");
      }
    }
    return count;
  }
}
