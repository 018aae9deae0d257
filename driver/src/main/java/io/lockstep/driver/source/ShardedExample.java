package io.lockstep.driver.source;

import static io.lockstep.checks.Checks.present;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.lockstep.data.Example;
import java.io.Serializable;

/** An example on its way to the worker that computes it. */
@DefaultSerializer(ShardedExample.KryoForm.class)
public final class ShardedExample implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Part part;
  private final Example example;

  /**
   * @param part what it is for
   * @param example numbered within its part
   */
  public ShardedExample(Part part, Example example) {
    this.part = present(part, "part");
    this.example = present(example, "example");
  }

  public Part part() {
    return part;
  }

  public Example example() {
    return example;
  }

  /** How Kryo writes it. */
  public static final class KryoForm extends Serializer<ShardedExample> {
    @Override
    public void write(Kryo kryo, Output output, ShardedExample sharded) {
      output.writeBoolean(sharded.part == Part.TRAINING);
      output.writeLong(sharded.example.id(), true);
      KryoValues.write(output, sharded.example.features());
      KryoValues.write(output, sharded.example.targets());
    }

    @Override
    public ShardedExample read(Kryo kryo, Input input, Class<ShardedExample> type) {
      return new ShardedExample(
          input.readBoolean() ? Part.TRAINING : Part.VALIDATION,
          new Example(
              input.readLong(true), KryoValues.readFeatures(input), KryoValues.readFloats(input)));
    }
  }
}
