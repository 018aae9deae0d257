package io.lockstep.synchronization;

/** A word from outside the run that all workers obey at the same agreement. */
public enum Control {
  CONTINUE,
  /** Write a checkpoint and go on. */
  CHECKPOINT,
  /** Write a checkpoint and end. */
  STOP
}
