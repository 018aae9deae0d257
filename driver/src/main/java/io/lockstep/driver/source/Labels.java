package io.lockstep.driver.source;

/** Whether a reader needs the labels. */
public enum Labels {
  /** To train or to evaluate: a row without a known label is a bad row. */
  REQUIRED,
  /** To predict: labels may be absent and are not looked at. */
  IGNORED
}
