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

  private static final String ONEDNN_AVX2 = "-onednn-avx2";
  private static final String ONEDNN_AVX512 = "-onednn-avx512";

  /** What ND4J's build for AVX2 tells the compiler to use. */
  private static final Set<String> AVX2 = Set.of("avx2", "fma", "f16c");

  /** What ND4J's build for AVX-512 tells the compiler to use. */
  private static final Set<String> AVX512 =
      Set.of(
          "avx2",
          "fma",
          "f16c",
          "bmi1",
          "bmi2",
          "avx512f",
          "avx512cd",
          "avx512bw",
          "avx512dq",
          "avx512vl");

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
    return flags.containsAll(AVX2);
  }

  boolean hasAvx512() {
    return flags.containsAll(AVX512);
  }

  /**
   * The variant of ND4J's native library for this processor, as JavaCPP's platform extension.
   *
   * @param wish of the user, or empty
   */
  String nativeVariant(String wish) {
    if (!hasAvx2()) {
      throw new LockstepException(
          ExitCode.RESOURCES,
          "Cannot use the engine dl4j: this processor has no AVX2, which its libraries are built"
              + " for. Use hosts with AVX2 (Intel since 2013, AMD since 2015).");
    }
    if (wish.contains("avx512") && !hasAvx512()) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot load ND4J's variant "
              + wish
              + ": this processor has no AVX-512. Remove the system property "
              + Natives.EXTENSION
              + ".");
    }
    return wish.isEmpty() ? hasAvx512() ? ONEDNN_AVX512 : ONEDNN_AVX2 : wish;
  }
}
