package io.lockstep.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  @TempDir private Path folder;

  @Test
  void readsKeysAsLinuxWritesThem() throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(file, "model\t\t: 1\nmodel name\t: Some CPU: fast\n");
    assertEquals("Some CPU: fast", Machine.value(file, "model name"));
    assertEquals("unknown", Machine.value(file, "bogomips"));
    assertEquals("unknown", Machine.value(folder.resolve("absent"), "model name"));
  }

  @Test
  void namesCachesByLevelAndType() throws IOException {
    cache(0, "1", "Data", "32K");
    cache(1, "1", "Instruction", "64K");
    cache(2, "3", "Unified", "8192K");
    assertEquals("L1d 32K, L1i 64K, L3 8192K", Machine.cachesOf(folder));
    assertEquals("unknown", Machine.cachesOf(folder.resolve("absent")));
  }

  private void cache(int index, String level, String type, String size) throws IOException {
    Path cache = Files.createDirectories(folder.resolve("index" + index));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("type"), type + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
  }
}
