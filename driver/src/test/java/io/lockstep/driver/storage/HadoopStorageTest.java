package io.lockstep.driver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.storage.LocalStorage;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopStorageTest {
  private final Configuration configuration = new Configuration();

  @Test
  void servesLocalFoldersWithoutChecksumFiles(@TempDir Path folder) throws IOException {
    Storage storage = HadoopStorage.open("file://" + folder.resolve("run 1"), configuration);
    storage.write("f", out -> out.write(7));
    assertInstanceOf(LocalStorage.class, storage);
    assertEquals(folder.resolve("run 1").toString(), storage.location());
    try (Stream<Path> files = Files.list(folder.resolve("run 1"))) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void takesAPathWithoutSchemeFromTheDefaultFileSystem(@TempDir Path folder) throws IOException {
    assertEquals(
        folder.toString(), HadoopStorage.open(folder.toString(), configuration).location());
    assertEquals(
        Path.of("runs/x").toAbsolutePath().toString(),
        HadoopStorage.open("runs/x", configuration).location());
  }

  @Test
  void namesAnUnknownScheme() {
    UnsupportedFileSystemException failure =
        assertThrows(
            UnsupportedFileSystemException.class,
            () -> HadoopStorage.open("nosuch://host/x", configuration));
    assertEquals("No FileSystem for scheme \"nosuch\"", failure.getMessage());
  }
}
