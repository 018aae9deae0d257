package io.lockstep.driver.memory;

import static io.lockstep.checks.Checks.atLeast;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a process has taken; 0 where it cannot be told (not Linux).
 *
 * @param heapBytes in use on the heap after the last collection
 * @param outsideHeapBytes most that it was seen to occupy beside what the heap holds of the system
 *     (garbage and free space included): a little low where the heap holds pages that it has never
 *     touched, exact with {@code -XX:+AlwaysPreTouch}
 * @param peakResidentBytes most that the process has occupied so far ({@code VmHWM})
 */
public record MeasuredMemory(long heapBytes, long outsideHeapBytes, long peakResidentBytes) {
  public static final MeasuredMemory NONE = new MeasuredMemory(0, 0, 0);

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d{1,15}) kB$");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d{1,15}) kB$");

  public MeasuredMemory {
    atLeast(heapBytes, 0, "heap bytes");
    atLeast(outsideHeapBytes, 0, "bytes outside the heap");
    atLeast(peakResidentBytes, 0, "peak resident bytes");
  }

  /** Of this process: the heap as it is now, the rest at its most, now or {@code before}. */
  public static MeasuredMemory now(MeasuredMemory before) {
    // On both sides of the other number, since the heap may grow or shrink in between.
    MemoryUsage first = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    String status = status();
    MemoryUsage second = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long heap = Math.max(first.getCommitted(), second.getCommitted());
    return new MeasuredMemory(
        afterCollection().orElse(second.getUsed()),
        Math.max(before.outsideHeapBytes, bytes(RESIDENT, status) - heap),
        bytes(PEAK, status));
  }

  /** The most of two processes. */
  public MeasuredMemory max(MeasuredMemory other) {
    return new MeasuredMemory(
        Math.max(heapBytes, other.heapBytes),
        Math.max(outsideHeapBytes, other.outsideHeapBytes),
        Math.max(peakResidentBytes, other.peakResidentBytes));
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
