package io.lockstep.hdf5;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small value that belongs to an object (section IV.A.2.m): here texts only. */
record Attribute(String name, Datatype.Element element, long count, Cursor content) {

  /** Those of an object by name. */
  static Map<String, Attribute> all(Header header) throws Hdf5Exception {
    Map<String, Attribute> all = new HashMap<>();
    for (Cursor content : header.all(Header.ATTRIBUTE)) {
      Attribute attribute = read(content);
      if (all.put(attribute.name(), attribute) != null) {
        throw new Hdf5Exception("an attribute comes twice: " + Hdf5Object.brief(attribute.name()));
      }
    }
    return all;
  }

  private static Attribute read(Cursor content) throws Hdf5Exception {
    int version = content.u8();
    if (version < 1 || version > 3) {
      throw new Hdf5Exception("it has an attribute of version " + version);
    }
    int shared = content.u8();
    if (version > 1 && shared != 0) {
      throw new Hdf5Exception("it has shared headers, which are not read here");
    }
    int nameSize = content.u16();
    int typeSize = content.u16();
    int spaceSize = content.u16();
    content.skip(version == 3 ? 1 : 0);
    String name = field(content, nameSize, version).textToZero();
    Datatype.Element element = Datatype.read(field(content, typeSize, version));
    long count = Dataspace.read(field(content, spaceSize, version)).count();
    return new Attribute(name, element, count, content.part(content.left()));
  }

  /** Version 1 pads each to a multiple of 8. */
  private static Cursor field(Cursor content, int size, int version) throws Hdf5Exception {
    Cursor field = content.part(size);
    if (version == 1) {
      content.align();
    }
    return field;
  }

  /** Its values, which must be texts; nothing if it has no elements, whatever they would be. */
  List<String> texts(Hdf5File file) throws Hdf5Exception {
    List<String> texts = new ArrayList<>();
    content.seek(0);
    for (long i = 0; i < count; i++) {
      switch (element.type()) {
        case TEXT -> texts.add(content.text(Math.max(1, element.size())));
        case HEAP_TEXT -> texts.add(heapText(file, content.part(16)));
        default ->
            throw new Hdf5Exception("its attribute '" + Hdf5Object.brief(name) + "' is no text");
      }
    }
    return texts;
  }

  private static String heapText(Hdf5File file, Cursor reference) throws Hdf5Exception {
    long length = reference.u32();
    long heap = reference.u64();
    long index = reference.u32();
    return length == 0 ? "" : GlobalHeap.object(file, heap, index).text(length);
  }
}
