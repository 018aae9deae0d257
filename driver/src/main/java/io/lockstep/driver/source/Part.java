package io.lockstep.driver.source;

/** What an example is for. */
public enum Part {
  TRAINING,
  VALIDATION
}
