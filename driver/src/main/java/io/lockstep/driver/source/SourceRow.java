package io.lockstep.driver.source;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.lockstep.data.Example;
import java.io.Serializable;
import java.util.List;

/** A row to evaluate or to predict. */
@DefaultSerializer(SourceRow.KryoForm.class)
public final class SourceRow implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Example example;
  private final String[] fields;

  SourceRow(Example example, String[] fields) {
    this.example = example;
    this.fields = fields;
  }

  /**
   * Its id is the place of the row in the source, from 0; without targets if labels are ignored.
   */
  public Example example() {
    return example;
  }

  /** What stood in the row, in the order of {@link SourceRows#fields}. */
  public List<String> fields() {
    return List.of(fields);
  }

  /** How Kryo writes it. */
  public static final class KryoForm extends Serializer<SourceRow> {
    @Override
    public void write(Kryo kryo, Output output, SourceRow row) {
      output.writeLong(row.example.id(), true);
      KryoValues.write(output, row.example.features());
      KryoValues.write(output, row.example.targets());
      KryoValues.write(output, row.fields);
    }

    @Override
    public SourceRow read(Kryo kryo, Input input, Class<SourceRow> type) {
      Example example =
          new Example(
              input.readLong(true), KryoValues.readFeatures(input), KryoValues.readFloats(input));
      return new SourceRow(example, KryoValues.readStrings(input));
    }
  }
}
