package io.lockstep.driver.memory;

import static io.lockstep.checks.Checks.check;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory the process of workers may take, on its heap and outside, where vectors, networks
 * and data live. The one place that reckons it.
 *
 * <p>JavaCPP's own defaults know nothing of containers: {@code maxbytes} (what it has allocated) is
 * the heap's size and {@code maxphysicalbytes} (what the process occupies, heap included) four
 * times that. YARN and Kubernetes kill an executor that occupies more than heap + {@code
 * memoryOverhead}, by default a tenth of the heap, and nobody learns which allocation was too much.
 * With limits below the container's size the allocation fails instead, with sizes, in the worker
 * that asked for it.
 *
 * <p>In a container:
 *
 * <pre>
 * container        = memory + memoryOverhead (+ memory.offHeap.size if enabled)
 * maxbytes         = max(memoryOverhead / 2, memoryOverhead - (256 MiB + memory / 20))
 * maxphysicalbytes = container - container / 20
 * </pre>
 *
 * What is subtracted from the overhead is what the JVM itself takes outside its heap: classes,
 * compiled code, thread stacks and Netty's buffers (about 256 MiB under Spark), and the collector's
 * tables (about 5 % of the heap). The 5 % of the container are for what the JVM adds between two of
 * JavaCPP's checks.
 *
 * <p>Elsewhere ({@code spark://}, {@code local-cluster}) nobody watches, and heaps are often small,
 * since the data are outside: {@code maxbytes = max(memory, 2 GiB)}, {@code maxphysicalbytes =
 * memory + maxbytes + 512 MiB}. In a local master, where workers are threads of the driver,
 * JavaCPP's defaults hold: {@code maxbytes} is the heap's size.
 *
 * <p>Direct buffers (vectors, examples) are limited by the JVM itself, to the heap's size ({@code
 * MaxDirectMemorySize}), and JavaCPP does not count them.
 *
 * @param kind who watches
 * @param heap the heap's largest size
 * @param container heap and all else together, if somebody kills what takes more; else 0
 * @param maxBytes what JavaCPP may allocate in one executor, all its workers together
 * @param maxPhysicalBytes what the executor's process may occupy when JavaCPP allocates
 */
public record ExecutorMemory(
    Kind kind, long heap, long container, long maxBytes, long maxPhysicalBytes) {
  /** Who limits a process. */
  public enum Kind {
    /** Driver and workers are one process. */
    LOCAL,
    /** YARN, Kubernetes: heap and all else together. */
    CONTAINER,
    /** Nobody but the JVM and JavaCPP. */
    UNWATCHED
  }

  public static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";
  public static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";

  private static final long MIB = 1L << 20;
  private static final long JVM = 256 * MIB;
  private static final long LEAST_OVERHEAD = 384 * MIB;
  private static final long UNWATCHED = 2048 * MIB;
  private static final long UNWATCHED_JVM = 512 * MIB;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmgtp]?)b?");

  /**
   * Of this process, as a local master's.
   *
   * @param heap the heap's largest size
   */
  public static ExecutorMemory local(long heap) {
    return new ExecutorMemory(Kind.LOCAL, heap, 0, heap, 4 * heap);
  }

  /** Of an executor, from the settings of a session. */
  public static ExecutorMemory of(String master, Map<String, String> settings) {
    long heap = size(settings, "spark.executor.memory").orElse(1024 * MIB);
    if (!isContained(master)) {
      long most = Math.max(heap, UNWATCHED);
      return new ExecutorMemory(Kind.UNWATCHED, heap, 0, most, heap + most + UNWATCHED_JVM);
    }
    long overhead =
        size(settings, "spark.executor.memoryOverhead").orElseGet(() -> overhead(heap, settings));
    boolean offHeap = Boolean.parseBoolean(settings.get("spark.memory.offHeap.enabled"));
    long more = offHeap ? size(settings, "spark.memory.offHeap.size").orElse(0L) : 0;
    long container = heap + overhead + more;
    return new ExecutorMemory(
        Kind.CONTAINER,
        heap,
        container,
        Math.max(overhead / 2, overhead - (JVM + heap / 20)),
        container - container / 20);
  }

  /** What the JVM lets direct buffers take. */
  public long maxDirectBytes() {
    return heap;
  }

  /**
   * What the examples of all workers of the process may take: a third, the rest is for networks and
   * exchange.
   */
  public long examplesBytes() {
    return Math.min(maxDirectBytes(), maxBytes) / 3;
  }

  /** Whether someone kills executors that take more than they asked for. */
  public static boolean isContained(String master) {
    return master.startsWith("yarn") || master.startsWith("k8s:");
  }

  /** Spark's default: a tenth of the heap, and 384 MiB at least. */
  private static long overhead(long heap, Map<String, String> settings) {
    double factor =
        Optional.ofNullable(settings.get("spark.executor.memoryOverheadFactor"))
            .map(Double::parseDouble)
            .orElse(0.1);
    return Math.max((long) (heap * factor), LEAST_OVERHEAD);
  }

  /** As Spark writes sizes: {@code 4g}, {@code 512m}; without a unit MiB. */
  private static Optional<Long> size(Map<String, String> settings, String key) {
    return Optional.ofNullable(settings.get(key)).map(text -> bytes(key, text));
  }

  private static long bytes(String key, String text) {
    Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    check(matcher.matches(), key, "a size such as 4g or 512m", text);
    String unit = matcher.group(2).isEmpty() ? "m" : matcher.group(2);
    return Math.multiplyExact(
        Long.parseLong(matcher.group(1)), 1L << (10 * (1 + "kmgtp".indexOf(unit))));
  }

  /** Java options for executors. */
  public String javaOptions() {
    return "-D" + MAX_BYTES + "=" + maxBytes + " -D" + MAX_PHYSICAL_BYTES + "=" + maxPhysicalBytes;
  }
}
