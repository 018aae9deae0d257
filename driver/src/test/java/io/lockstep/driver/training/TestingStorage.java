package io.lockstep.driver.training;

import io.lockstep.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A folder in memory. */
public class TestingStorage implements Storage {
  private final String location;
  private final TreeMap<String, byte[]> files = new TreeMap<>();

  public TestingStorage(String location) {
    this.location = location;
  }

  /** With a file. */
  public TestingStorage with(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public String text(String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public void write(String name, Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    files.put(name, out.toByteArray());
  }

  @Override
  public InputStream read(String name) throws IOException {
    if (!files.containsKey(name)) {
      throw new NoSuchFileException(name);
    }
    return new ByteArrayInputStream(files.get(name));
  }

  @Override
  public boolean exists(String name) {
    return files.containsKey(name);
  }

  @Override
  public long size(String name) {
    return files.get(name).length;
  }

  @Override
  public List<String> list(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return files.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .map(name -> name.contains("/") ? name.substring(0, name.indexOf('/') + 1) : name)
        .distinct()
        .toList();
  }

  @Override
  public void delete(String name) {
    files.keySet().removeIf(file -> file.equals(name) || file.startsWith(name + "/"));
  }

  @Override
  public boolean create(String name, Content content) throws IOException {
    if (files.containsKey(name)) {
      return false;
    }
    write(name, content);
    return true;
  }

  @Override
  public Optional<OutputStream> append(String name) {
    return Optional.empty();
  }
}
