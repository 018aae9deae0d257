package io.lockstep.hdf5;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A group or an array of a file. */
public final class Hdf5Object {
  private final Hdf5File file;
  private final String path;
  private final Header header;
  private final Map<String, Attribute> attributes;
  private final Map<String, Long> links;

  Hdf5Object(Hdf5File file, long address, String path) throws Hdf5Exception {
    this.file = file;
    this.path = path;
    this.header = Header.read(file, address);
    this.attributes = Attribute.all(header);
    if (!header.all(Header.LINK).isEmpty() || !header.all(Header.LINK_INFO).isEmpty()) {
      throw new Hdf5Exception(
          "its group " + path() + " has links to other files, or is of HDF5's newer format");
    }
    Optional<Cursor> table = header.one(Header.SYMBOL_TABLE);
    this.links = table.isEmpty() ? Map.of() : Links.read(file, table.get());
  }

  /** Its names from the root on, for messages. */
  public String path() {
    return brief(path);
  }

  /**
   * An object in this group.
   *
   * @param names one or several of them, with / in between
   */
  public Optional<Hdf5Object> find(String names) throws Hdf5Exception {
    Hdf5Object found = this;
    for (String name : names.split("/", 64)) {
      Long address = found.links.get(name);
      if (address == null) {
        return Optional.empty();
      }
      found = new Hdf5Object(file, address, found.path + name + "/");
    }
    return Optional.of(found);
  }

  /** The texts of an attribute, one or several; empty if there is no such attribute. */
  public Optional<List<String>> texts(String attribute) throws Hdf5Exception {
    Attribute found = attributes.get(attribute);
    return found == null ? Optional.empty() : Optional.of(found.texts(file));
  }

  /** The numbers of an array, whose bytes are all in the file. */
  public Hdf5Array array() throws Hdf5Exception {
    return Hdf5Array.read(file, header, path());
  }

  /** For messages: not too long, and nothing that a terminal would obey. */
  static String brief(String text) {
    String brief = text.length() <= 80 ? text : text.substring(0, 80) + "...";
    return brief.replaceAll("\\p{Cntrl}", "?");
  }
}
