package io.lockstep.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Which build of ND4J's native library suits the processor, as JavaCPP's platform extension. */
final class NativeVariant {
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  private NativeVariant() {}

  static String here() {
    try {
      return of(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return of(List.of());
    }
  }

  /** By the lines of {@code /proc/cpuinfo}. */
  static String of(List<String> lines) {
    boolean wide =
        lines.stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
            .orElse(Set.of())
            .containsAll(AVX512);
    return wide ? "-onednn-avx512" : "-onednn-avx2";
  }
}
