package io.lockstep.driver.source;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A row, picture or record as a source has it, parsed but not yet numbered: an example in the
 * making, or a bad row.
 */
@DefaultSerializer(SourceRecord.KryoForm.class)
final class SourceRecord implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Features NO_FEATURES = new Bytes(new byte[0]);
  static final float[] NO_TARGETS = {};
  static final String[] NO_FIELDS = {};

  private final Features features;
  private final String label;
  private final float[] targets;
  private final String[] fields;
  private final BadRow problem;

  private SourceRecord(
      Features features, String label, float[] targets, String[] fields, BadRow problem) {
    this.features = features;
    this.label = label;
    this.targets = targets;
    this.fields = fields;
    this.problem = problem;
  }

  /**
   * A usable record.
   *
   * @param target what is to be learned from it
   * @param fields as they stand in the source, if wanted
   */
  static SourceRecord of(Features features, Target target, String[] fields) {
    return new SourceRecord(features, target.label(), target.values(), fields, BadRow.NONE);
  }

  static SourceRecord bad(String file, long line, String reason) {
    return new SourceRecord(NO_FEATURES, "", NO_TARGETS, NO_FIELDS, new BadRow(file, line, reason));
  }

  /**
   * What is to be learned: a class label, or numbers, or nothing.
   *
   * @param label empty unless the task is classification
   * @param values the numbers of other tasks; then the weight, if examples have one
   */
  record Target(String label, float[] values) {
    static final Target NONE = new Target("", NO_TARGETS);

    static Target of(String label) {
      return new Target(label, NO_TARGETS);
    }

    static Target of(float... values) {
      return new Target("", values);
    }

    /** With a weight, of one number or of none. */
    Target weighted(float[] weight) {
      float[] all = Arrays.copyOf(values, values.length + weight.length);
      System.arraycopy(weight, 0, all, values.length, weight.length);
      return weight.length == 0 ? this : new Target(label, all);
    }
  }

  boolean isBad() {
    return !problem.reason().isEmpty();
  }

  Features features() {
    return features;
  }

  String label() {
    return label;
  }

  float[] targets() {
    return targets;
  }

  String[] fields() {
    return fields;
  }

  BadRow problem() {
    return problem;
  }

  /** How Kryo writes it. */
  public static final class KryoForm extends Serializer<SourceRecord> {
    @Override
    public void write(Kryo kryo, Output output, SourceRecord record) {
      KryoValues.write(output, record.features);
      output.writeString(record.label);
      KryoValues.write(output, record.targets);
      KryoValues.write(output, record.fields);
      KryoValues.write(output, record.problem);
    }

    @Override
    public SourceRecord read(Kryo kryo, Input input, Class<SourceRecord> type) {
      return new SourceRecord(
          KryoValues.readFeatures(input),
          input.readString(),
          KryoValues.readFloats(input),
          KryoValues.readStrings(input),
          KryoValues.readBadRow(input));
    }
  }
}
