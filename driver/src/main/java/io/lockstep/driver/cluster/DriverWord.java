package io.lockstep.driver.cluster;

/** What the driver answers a worker's heartbeat. */
enum DriverWord {
  CONTINUE,
  /** Write a checkpoint at the next agreement and go on. */
  CHECKPOINT,
  /** Write a checkpoint at the next agreement and end. */
  STOP,
  /** The run is over or has failed: end at once. */
  ABANDON
}
