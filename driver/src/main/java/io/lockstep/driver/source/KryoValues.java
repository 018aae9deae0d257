package io.lockstep.driver.source;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;

/**
 * The values that the serializers of this package have in common. Written by hand, since Kryo 4
 * cannot write the fields of records on this JDK.
 */
final class KryoValues {
  private KryoValues() {}

  static void write(Output output, Features features) {
    if (features instanceof Bytes bytes) {
      output.writeBoolean(true);
      output.writeInt(bytes.values().length, true);
      output.writeBytes(bytes.values());
    } else if (features instanceof Floats floats) {
      output.writeBoolean(false);
      write(output, floats.values());
    }
  }

  static Features readFeatures(Input input) {
    return input.readBoolean()
        ? new Bytes(input.readBytes(input.readInt(true)))
        : new Floats(readFloats(input));
  }

  static void write(Output output, float[] values) {
    output.writeInt(values.length, true);
    output.writeFloats(values);
  }

  static float[] readFloats(Input input) {
    return input.readFloats(input.readInt(true));
  }

  static void write(Output output, long[] values) {
    output.writeInt(values.length, true);
    output.writeLongs(values, true);
  }

  static long[] readLongs(Input input) {
    return input.readLongs(input.readInt(true), true);
  }

  static void write(Output output, String[] values) {
    output.writeInt(values.length, true);
    for (String value : values) {
      output.writeString(value);
    }
  }

  static String[] readStrings(Input input) {
    String[] values = new String[input.readInt(true)];
    for (int i = 0; i < values.length; i++) {
      values[i] = input.readString();
    }
    return values;
  }

  static void write(Output output, BadRow row) {
    output.writeString(row.file());
    output.writeLong(row.line(), true);
    output.writeString(row.reason());
  }

  static BadRow readBadRow(Input input) {
    return new BadRow(input.readString(), input.readLong(true), input.readString());
  }
}
