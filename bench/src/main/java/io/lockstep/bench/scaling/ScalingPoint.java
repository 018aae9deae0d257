package io.lockstep.bench.scaling;

/**
 * What was measured with so many workers.
 *
 * @param examplesPerWorker of a step
 * @param cpuSecondsPerStep of all processes of the run
 * @param sentBytesPerStep that each worker sends to others in a step
 * @param driverBytesPerStep that reach the driver in a step
 */
public record ScalingPoint(
    int workers,
    int examplesPerWorker,
    double cpuSecondsPerStep,
    double sentBytesPerStep,
    double driverBytesPerStep) {
  /** CPU seconds of all processes for one example. */
  public double cpuSecondsPerExample() {
    return cpuSecondsPerStep / ((double) workers * examplesPerWorker);
  }

  /** Messages that all workers together send in a step: two operations, each rank to each other. */
  double messages() {
    return 2.0 * workers * (workers - 1);
  }
}
