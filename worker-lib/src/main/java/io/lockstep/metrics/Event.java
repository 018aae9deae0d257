package io.lockstep.metrics;

import java.util.Map;

/**
 * The few event messages that scalars need, as protobuf (tensorflow/core/util/event.proto and
 * tensorflow/core/framework/summary.proto, whose field numbers these are).
 *
 * @param seconds wall time since 1970
 * @param step of the run
 */
record Event(double seconds, long step) {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;

  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;
  private static final int SESSION_STATUS = 1;
  private static final long SESSION_START = 1;

  /** The first event of every file. */
  byte[] fileVersion() {
    return start().text(FILE_VERSION, "brain.Event:2").toBytes();
  }

  /** Readers forget what they have of this step and later ones. */
  byte[] sessionStart() {
    Protobuf session = new Protobuf().number(SESSION_STATUS, SESSION_START);
    return start().message(SESSION_LOG, session).toBytes();
  }

  /** Values by tag, rounded to float32. */
  byte[] scalars(Map<String, Double> values) {
    Protobuf summary = new Protobuf();
    values.forEach(
        (tag, value) ->
            summary.message(
                SUMMARY_VALUE,
                new Protobuf().text(VALUE_TAG, tag).number(VALUE_SIMPLE, value.floatValue())));
    return start().message(SUMMARY, summary).toBytes();
  }

  private Protobuf start() {
    return new Protobuf().number(WALL_TIME, seconds).number(STEP, step);
  }
}
