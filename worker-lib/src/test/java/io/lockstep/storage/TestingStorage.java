package io.lockstep.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files in memory, without append as on an object store; it records what was changed in which
 * order, and can be told to fail.
 */
public class TestingStorage implements Storage {
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final List<String> changes = new ArrayList<>();
  private int changesLeft = Integer.MAX_VALUE;

  /** Each change so far: {@code write NAME}, {@code delete NAME}. */
  public List<String> changes() {
    return List.copyOf(changes);
  }

  /** Every change after so many more fails, as if the process had died. */
  public void failAfter(int changes) {
    this.changesLeft = changes;
  }

  /** Puts half a file there under any name. */
  void leave(String name) {
    files.put(name, new byte[] {1});
  }

  @Override
  public String location() {
    return "memory";
  }

  @Override
  public synchronized void write(String name, Content content) throws IOException {
    StorageNames.file(name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(bytes);
    change("write " + name);
    files.put(name, bytes.toByteArray());
  }

  @Override
  public synchronized boolean create(String name, Content content) throws IOException {
    if (exists(name)) {
      return false;
    }
    write(name, content);
    return true;
  }

  @Override
  public Optional<OutputStream> append(String name) {
    StorageNames.file(name);
    return Optional.empty();
  }

  @Override
  public synchronized InputStream read(String name) throws IOException {
    return new ByteArrayInputStream(bytes(name));
  }

  /** The bytes of a file. */
  public synchronized byte[] bytes(String name) throws NoSuchFileException {
    byte[] bytes = files.get(StorageNames.file(name));
    if (bytes == null) {
      throw new NoSuchFileException(name);
    }
    return bytes.clone();
  }

  @Override
  public synchronized boolean exists(String name) {
    String file = StorageNames.folder(name);
    return files.containsKey(file)
        || files.keySet().stream().anyMatch(other -> other.startsWith(file + "/"));
  }

  @Override
  public long size(String name) throws IOException {
    return bytes(name).length;
  }

  @Override
  public synchronized List<String> list(String folder) {
    String checked = StorageNames.folder(folder);
    String prefix = checked.isEmpty() ? "" : checked + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String name : files.keySet()) {
      if (name.startsWith(prefix)) {
        String rest = name.substring(prefix.length());
        int slash = rest.indexOf('/');
        names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
      }
    }
    names.removeIf(StorageNames::isTemporary);
    return List.copyOf(names);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    String file = StorageNames.file(StorageNames.folder(name));
    change("delete " + file);
    files.keySet().removeIf(other -> other.equals(file) || other.startsWith(file + "/"));
  }

  private void change(String what) throws IOException {
    if (changesLeft-- <= 0) {
      throw new IOException("out of changes at " + what);
    }
    changes.add(what);
  }
}
