package io.lockstep.network.dl4j;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the processor can do, as Linux says it.
 *
 * @param flags such as {@code avx2}
 */
record CpuFlags(Set<String> flags) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** What oneDNN's and GCC's skylake-avx512 use. */
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  CpuFlags {
    flags = Set.copyOf(flags);
  }

  static CpuFlags read() {
    try {
      return parse(Files.readAllLines(CPU_INFO));
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot tell what the processor can do: "
              + CPU_INFO
              + ": "
              + e.getMessage()
              + ". The engine dl4j runs on Linux x86-64.",
          e);
    }
  }

  static CpuFlags parse(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(
            line ->
                new CpuFlags(Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+"))))
        .orElse(new CpuFlags(Set.of()));
  }

  boolean hasAvx2() {
    return flags.contains("avx2") && flags.contains("fma");
  }

  boolean hasAvx512() {
    return flags.containsAll(AVX512);
  }

  /** The variant of ND4J's native library for this processor, as JavaCPP's platform extension. */
  String nativeVariant() {
    if (hasAvx512()) {
      return "-onednn-avx512";
    }
    if (hasAvx2()) {
      return "-onednn-avx2";
    }
    throw new LockstepException(
        ExitCode.RESOURCES,
        "Cannot use the engine dl4j: this processor has no AVX2, which its libraries are built for. Use hosts with AVX2"
            + " (Intel since 2013, AMD since 2015).");
  }
}
