package io.lockstep.hdf5;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is in a group: a B-tree of version 1 whose leaves name objects by a heap (sections III.A.1,
 * III.B and III.D).
 */
final class Links {
  private static final int SOFT_LINK = 2;

  private final Hdf5File file;
  private final Cursor names;
  private final Map<String, Long> addresses = new LinkedHashMap<>();

  private Links(Hdf5File file, Cursor names) {
    this.file = file;
    this.names = names;
  }

  /**
   * Reads a group's names.
   *
   * @param table the content of its symbol table message
   * @return addresses of headers by name
   */
  static Map<String, Long> read(Hdf5File file, Cursor table) throws Hdf5Exception {
    long tree = table.u64();
    Cursor heap = file.structure(table.u64(), 32).expect("HEAP").skip(4);
    long size = heap.u64();
    Links links = new Links(file, file.structure(heap.skip(8).u64(), size));
    links.readNode(tree, 256);
    return links.addresses;
  }

  /** Levels fall from node to node, so that this ends. */
  private void readNode(long address, int above) throws Hdf5Exception {
    Cursor head = file.structure(address, 24).expect("TREE");
    int type = head.u8();
    int level = head.u8();
    int entries = head.u16();
    if (type != 0 || level >= above) {
      throw new Hdf5Exception("it has a damaged B-tree");
    }
    Cursor children = file.structure(address + 24, 8 + 16L * entries);
    for (int i = 0; i < entries; i++) {
      long child = children.skip(8).u64();
      if (level == 0) {
        readLeaf(child);
      } else {
        readNode(child, level);
      }
    }
  }

  private void readLeaf(long address) throws Hdf5Exception {
    int count = file.structure(address, 8).expect("SNOD").skip(2).u16();
    Cursor entries = file.structure(address + 8, 40L * count);
    for (int i = 0; i < count; i++) {
      String name = names.seek(entries.u64()).textToZero();
      file.count(name.length());
      long header = entries.u64();
      if (entries.u32() == SOFT_LINK) {
        throw new Hdf5Exception("'" + Hdf5Object.brief(name) + "' is a link to elsewhere");
      }
      entries.skip(20);
      if (addresses.put(name, header) != null) {
        throw new Hdf5Exception("the name '" + Hdf5Object.brief(name) + "' comes twice");
      }
    }
  }
}
