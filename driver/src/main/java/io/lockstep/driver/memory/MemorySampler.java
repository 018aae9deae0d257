package io.lockstep.driver.memory;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks at what this process occupies, every now and then.
 *
 * <p>G1 gives memory back on a thread of its own, after the heap has said that it is smaller (since
 * JDK 16). The most that it held at the last few looks counts as its own therefore.
 */
public final class MemorySampler {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d{1,15}) kB$");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d{1,15}) kB$");

  private MeasuredMemory most = MeasuredMemory.NONE;

  /** What the heap held at the last looks, in turn: two seconds of a worker's looks. */
  private final long[] heaps = new long[10];

  private int looks;

  /** The heap as it is now, the rest at the most that a look has found. */
  public synchronized MeasuredMemory look() {
    // On both sides of the other number, since the heap may grow or shrink in between.
    MemoryUsage first = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    String status = status();
    MemoryUsage second = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    heaps[looks++ % heaps.length] = Math.max(first.getCommitted(), second.getCommitted());
    long heap = Arrays.stream(heaps).max().orElseThrow();
    most =
        new MeasuredMemory(
            afterCollection().orElse(second.getUsed()),
            Math.max(most.outsideHeapBytes(), bytes(RESIDENT, status) - heap),
            bytes(PEAK, status));
    return most;
  }

  private static Optional<Long> afterCollection() {
    Set<String> heapPools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
        .map(collector -> Optional.ofNullable(collector.getLastGcInfo()))
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(GcInfo::getEndTime))
        .map(GcInfo::getMemoryUsageAfterGc)
        .map(after -> used(after, heapPools));
  }

  private static long used(Map<String, MemoryUsage> usage, Set<String> pools) {
    return pools.stream()
        .map(usage::get)
        .map(Optional::ofNullable)
        .flatMap(Optional::stream)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private static String status() {
    try {
      return Files.readString(STATUS);
    } catch (IOException e) {
      return "";
    }
  }

  private static long bytes(Pattern line, String status) {
    Matcher matcher = line.matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) << 10 : 0;
  }
}
