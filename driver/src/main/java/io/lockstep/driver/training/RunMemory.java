package io.lockstep.driver.training;

import static io.lockstep.checks.Checks.present;

import io.lockstep.driver.memory.MeasuredMemory;

/**
 * What was planned for an executor and what the largest one took; zeros as long as it is not known.
 *
 * @param plannedHeapBytes garbage not counted
 */
public record RunMemory(
    long plannedHeapBytes, long plannedOutsideHeapBytes, MeasuredMemory measured) {
  public static final RunMemory NONE = new RunMemory(0, 0, MeasuredMemory.NONE);

  public RunMemory {
    present(measured, "measured memory");
  }
}
