package io.lockstep.driver.source;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import java.io.Serializable;

/**
 * Features that are ids, in as few bytes as their vocabulary allows; or numbers.
 *
 * @param vocabulary ids are whole numbers from 0 to below it; 0: features are numbers
 */
record Ids(int vocabulary) implements Serializable {
  /** The largest vocabulary whose ids are bytes. */
  static final int BYTES = 256;

  /** Of one feature in its stored width. */
  int featureBytes() {
    return vocabulary > 0 && vocabulary <= BYTES ? 1 : Float.BYTES;
  }

  /** Values that {@link #isBad} finds nothing in. */
  Features features(float[] values) {
    if (featureBytes() > 1) {
      return new Floats(values);
    }
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) values[i];
    }
    return new Bytes(bytes);
  }

  boolean isBad(float value) {
    return vocabulary > 0 && !(value >= 0 && value < vocabulary && value == (int) value);
  }

  /** What is wrong with a value that {@link #isBad}. */
  String problem(float value) {
    return "is no id from 0 to below data.vocabulary, " + vocabulary + ": " + value;
  }
}
