package io.lockstep.schedule;

import io.lockstep.progress.Progress;

/** A value over a run, such as the learning rate; a pure function of where the run is. */
@FunctionalInterface
public interface Schedule {
  /** The value for the step that begins at {@code now}. */
  double at(Progress now);

  /** The product of the values of both. */
  default Schedule times(Schedule other) {
    return now -> at(now) * other.at(now);
  }
}
