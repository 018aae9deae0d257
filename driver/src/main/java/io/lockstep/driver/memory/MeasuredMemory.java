package io.lockstep.driver.memory;

import static io.lockstep.checks.Checks.atLeast;

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

  public MeasuredMemory {
    atLeast(heapBytes, 0, "heap bytes");
    atLeast(outsideHeapBytes, 0, "bytes outside the heap");
    atLeast(peakResidentBytes, 0, "peak resident bytes");
  }

  /** The most of two processes. */
  public MeasuredMemory max(MeasuredMemory other) {
    return new MeasuredMemory(
        Math.max(heapBytes, other.heapBytes),
        Math.max(outsideHeapBytes, other.outsideHeapBytes),
        Math.max(peakResidentBytes, other.peakResidentBytes));
  }
}
