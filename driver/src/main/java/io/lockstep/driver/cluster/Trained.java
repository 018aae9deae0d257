package io.lockstep.driver.cluster;

import static io.lockstep.checks.Checks.present;

import io.lockstep.driver.memory.MeasuredMemory;
import io.lockstep.worker.WorkerReport;

/**
 * How a generation ended.
 *
 * @param report of rank 0, who speaks for all
 * @param memory of the process that took most outside its heap
 * @param driverBytes of all messages of the workers to the driver
 */
public record Trained(WorkerReport report, MeasuredMemory memory, long driverBytes) {
  public Trained {
    present(report, "report");
    present(memory, "memory");
  }
}
