package io.lockstep.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What figures were made on.
 *
 * @param processor its model name
 * @param cores that this process may use
 * @param caches for example {@code L1d 32K, L2 512K, L3 32768K}, of the first core
 * @param memoryBytes of the machine
 * @param kernel of the operating system
 * @param jvm that runs the benchmark, and the product
 */
public record Machine(
    String processor, int cores, String caches, long memoryBytes, String kernel, String jvm) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final String UNKNOWN = "unknown";

  /** This one; what the system does not say is unknown. */
  public static Machine here() {
    return new Machine(
        value(CPU_INFO, "model name"),
        Runtime.getRuntime().availableProcessors(),
        cachesOf(CACHES),
        kibibytes(value(MEMORY_INFO, "MemTotal")) * 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
  }

  /** The first value of a key in a file of lines {@code key : value}. */
  static String value(Path file, String key) {
    return lines(file)
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse(UNKNOWN);
  }

  /** A folder {@code index*} a cache, with the files level, type and size. */
  static String cachesOf(Path folder) {
    List<String> found = new ArrayList<>();
    for (int i = 0; Files.isDirectory(folder.resolve("index" + i)); i++) {
      Path cache = folder.resolve("index" + i);
      String letter =
          switch (word(cache.resolve("type"))) {
            case "Data" -> "d";
            case "Instruction" -> "i";
            default -> "";
          };
      found.add("L" + word(cache.resolve("level")) + letter + " " + word(cache.resolve("size")));
    }
    return found.isEmpty() ? UNKNOWN : String.join(", ", found);
  }

  private static long kibibytes(String text) {
    return text.matches("\\d+ kB") ? Long.parseLong(text.replace(" kB", "")) : 0;
  }

  private static String word(Path file) {
    return lines(file).findFirst().map(String::strip).orElse(UNKNOWN);
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
