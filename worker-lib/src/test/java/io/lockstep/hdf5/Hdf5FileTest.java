package io.lockstep.hdf5;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Files that h5py 3.7 wrote on HDF5's own library ({@code hdf5_files.py} beside them), and what
 * damage or malice makes of them.
 */
class Hdf5FileTest {
  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = Hdf5FileTest.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  private static Hdf5Object plain() throws IOException {
    return Hdf5File.root(ByteBuffer.wrap(bytes("plain.h5")));
  }

  @Test
  void readsTextsOfAttributes() throws IOException {
    Hdf5Object root = plain();
    assertEquals(Optional.of(List.of("Grüße")), root.texts("text"));
    assertEquals(Optional.of(List.of("letters")), root.texts("ascii"));
    assertEquals(Optional.of(List.of("ab".repeat(33000))), root.texts("long"));
    assertEquals(Optional.of(List.of("one", "three", "")), root.texts("fixed"));
    assertEquals(Optional.of(List.of("x", "", "zwölf")), root.texts("variable"));
    assertEquals(Optional.of(List.of()), root.texts("nothing"));
    assertEquals(Optional.of(List.of("value 29")), root.texts("more29"));
    assertEquals(Optional.empty(), root.texts("absent"));
    assertRefused("its attribute 'number' is no text", () -> root.texts("number"));
  }

  @Test
  void findsObjectsByTheirNames() throws IOException {
    Hdf5Object root = plain();
    Hdf5Object many = root.find("many").orElseThrow();
    for (int i = 0; i < 300; i++) {
      Hdf5Object found = many.find("g" + i).orElseThrow();
      assertEquals(Optional.of(List.of("is")), found.texts("it"));
    }
    assertTrue(root.find("many/g299").isPresent());
    assertEquals(Optional.empty(), root.find("many/g300"));
    assertEquals(Optional.empty(), root.find("singles/x"));
  }

  @Test
  void readsArraysOfFloats() throws IOException {
    Hdf5Array singles = plain().find("singles").orElseThrow().array();
    assertEquals(List.of(2, 3), singles.shape());
    assertEquals(5, singles.get(5));
    Hdf5Array doubles = plain().find("doubles").orElseThrow().array();
    assertEquals(.5f, doubles.get(0));
    assertEquals(Float.NEGATIVE_INFINITY, doubles.get(1));
    Hdf5Array one = plain().find("one").orElseThrow().array();
    assertEquals(List.of(), one.shape());
    assertEquals(2.5f, one.get(0));
    assertEquals(List.of(0, 4), plain().find("empty").orElseThrow().array().shape());
  }

  @Test
  void namesWhatItDoesNotRead() throws IOException {
    Hdf5Object root = plain();
    for (String other : List.of("bigEndian", "halves", "whole")) {
      assertRefused(
          "its array /" + other + "/ is of neither float32 nor float64",
          () -> root.find(other).orElseThrow().array());
    }
    assertRefused(
        "its array /chunked/ is in chunks", () -> root.find("chunked").orElseThrow().array());
    assertRefused("its / is no array", root::array);
    assertRefused("'soft' is a link to elsewhere", () -> open(bytes("soft.h5")));
    assertRefused("its group / has links to other files", () -> open(bytes("external.h5")));
    assertRefused("its HDF5 format is newer (superblock", () -> open(bytes("latest.h5")));
    assertRefused("it is no HDF5 file", () -> open(new byte[200]));
    assertRefused("it is no HDF5 file", () -> open(new byte[0]));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] file = bytes("plain.h5");
    for (int length = 0; length < file.length; length += 101) {
      byte[] cut = Arrays.copyOf(file, length);
      assertRefused("it ", () -> open(cut));
    }
  }

  @Test
  void structuresThatPointAtThemselvesEnd() throws IOException {
    byte[] file = bytes("plain.h5");
    int tree = find(file, "TREE", 0);
    ByteBuffer circle = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    circle.put(tree + 5, (byte) 9); // a node above others
    circle.putShort(tree + 6, (short) 1);
    circle.putLong(tree + 32, tree);
    assertRefused("it has a damaged B-tree", () -> open(circle.array()));
    // two levels of 65,535 children each, which are one and the same
    ByteBuffer wide = ByteBuffer.allocate(file.length + 3_000_000).order(ByteOrder.LITTLE_ENDIAN);
    wide.put(file);
    int upper = file.length;
    int lower = upper + 1_100_000;
    node(wide, upper, 1, lower);
    int leaf = lower + 1_100_000;
    node(wide, lower, 0, leaf);
    wide.put(leaf, "SNOD\1".getBytes(US_ASCII)); // without names
    wide.putLong(find(file, treeOfRoot(tree), 96), upper);
    assertRefused("its structure points at itself", () -> open(wide.array()));
  }

  private static void node(ByteBuffer file, int at, int level, long child) {
    file.put(at, "TREE".getBytes(US_ASCII));
    file.put(at + 5, (byte) level);
    file.putShort(at + 6, (short) 65_535);
    for (int i = 0; i < 65_535; i++) {
      file.putLong(at + 32 + 16 * i, child);
    }
  }

  /** The address of a tree as a header has it. */
  private static String treeOfRoot(int address) {
    byte[] bytes = new byte[8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(address);
    return new String(bytes, ISO_8859_1);
  }

  private static int find(byte[] file, String text, int from) {
    String all = new String(file, ISO_8859_1);
    int found = all.indexOf(text, from);
    assertTrue(found >= 0, text);
    return found;
  }

  @Test
  void changedBytesNeverGiveAnythingButARefusalOrAnObject() throws IOException {
    byte[] file = bytes("plain.h5");
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int trial = 0; trial < 1500; trial++) {
      byte[] damaged = file.clone();
      for (int i = 0; i < 30; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      // the first kilobyte has the headers that all else hangs on
      damaged[random.nextInt(1024)] = (byte) random.nextInt(256);
      try {
        walk(open(damaged));
      } catch (Hdf5Exception e) {
        refused++;
      }
    }
    assertTrue(refused > 150 && refused < 1500, refused + " of 1500 were refused");
  }

  private static void walk(Hdf5Object root) throws Hdf5Exception {
    for (String name : List.of("text", "long", "fixed", "variable", "more7")) {
      root.texts(name);
    }
    for (String name : List.of("singles", "doubles", "one", "empty")) {
      Optional<Hdf5Object> found = root.find(name);
      if (found.isPresent() && found.get().array().shape().equals(List.of(2, 3))) {
        found.get().array().get(5);
      }
    }
    root.find("many/g17");
  }

  private static Hdf5Object open(byte[] bytes) throws Hdf5Exception {
    return Hdf5File.root(ByteBuffer.wrap(bytes));
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static void assertRefused(String message, Reading reading) {
    Hdf5Exception refusal = assertThrows(Hdf5Exception.class, reading::read);
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
  }
}
