package io.lockstep.hdf5;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The messages of an object header of version 1 (section IV.A.1.a), in all its blocks. */
record Header(List<Message> messages) {
  static final int DATASPACE = 0x1;
  static final int LINK_INFO = 0x2;
  static final int DATATYPE = 0x3;
  static final int LINK = 0x6;
  static final int LAYOUT = 0x8;
  static final int ATTRIBUTE = 0xc;
  static final int SYMBOL_TABLE = 0x11;
  private static final int CONTINUATION = 0x10;
  private static final int SHARED = 2;

  /** What a header says of its object; {@code content} is read once. */
  record Message(int type, Cursor content) {}

  static Header read(Hdf5File file, long address) throws Hdf5Exception {
    Cursor prefix = file.structure(address, 16);
    int version = prefix.u8();
    if (version != 1) {
      throw new Hdf5Exception(
          "it has an object header of a kind that h5py does not write by itself");
    }
    int count = prefix.skip(1).u16();
    long size = prefix.skip(4).u32();
    Deque<Cursor> blocks = new ArrayDeque<>(List.of(file.structure(address + 16, size)));
    List<Message> messages = new ArrayList<>();
    while (!blocks.isEmpty() && messages.size() < count) {
      Cursor block = blocks.remove();
      while (block.left() >= 8 && messages.size() < count) {
        Message message = message(block);
        messages.add(message);
        if (message.type() == CONTINUATION) {
          blocks.add(file.structure(message.content().u64(), message.content().u64()));
        }
      }
    }
    return new Header(messages);
  }

  private static Message message(Cursor block) throws Hdf5Exception {
    int type = block.u16();
    int size = block.u16();
    int flags = block.u8();
    Cursor content = block.skip(3).part(size);
    boolean isUsed = type == DATASPACE || type == DATATYPE || type == LAYOUT || type == ATTRIBUTE;
    if (isUsed && (flags & SHARED) != 0) {
      throw new Hdf5Exception("it has shared headers, which are not read here");
    }
    return new Message(type, content);
  }

  /** The one message of a type. */
  Optional<Cursor> one(int type) throws Hdf5Exception {
    List<Cursor> found = all(type);
    if (found.size() > 1) {
      throw new Hdf5Exception("it has an object with two headers of one kind");
    }
    return found.stream().findFirst();
  }

  List<Cursor> all(int type) {
    return messages.stream().filter(m -> m.type() == type).map(Message::content).toList();
  }
}
