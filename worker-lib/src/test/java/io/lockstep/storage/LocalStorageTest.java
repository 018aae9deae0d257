package io.lockstep.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContractTest {
  @TempDir Path folder;

  @Override
  protected Storage open() {
    return new LocalStorage(folder.resolve("not/yet"));
  }

  @Override
  protected void leaveTemporary(String parent, String temporary) throws IOException {
    Files.writeString(folder.resolve("not/yet").resolve(parent).resolve(temporary), "half");
  }

  @Test
  void saysWhereItIs() {
    assertEquals(folder.resolve("not/yet").toString(), open().location());
  }

  @Test
  void deletesALinkAndNotWhatItPointsTo() throws IOException {
    Storage storage = open();
    storage.write("f", out -> out.write(1));
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "x");
    Files.createSymbolicLink(folder.resolve("not/yet/link"), outside);
    storage.delete("link");
    assertFalse(storage.exists("link"));
    assertEquals("x", Files.readString(outside.resolve("precious")));
  }

  @Test
  void claimsOnceWhereFilesCannotBeLinked() throws IOException {
    Path target = folder.resolve("lock");
    Path first = Files.writeString(folder.resolve("first"), "first");
    Path second = Files.writeString(folder.resolve("second"), "second");
    LocalStorage.claim(target, first);
    assertThrows(FileAlreadyExistsException.class, () -> LocalStorage.claim(target, second));
    assertEquals("first", Files.readString(target));
  }
}
