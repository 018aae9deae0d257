package io.lockstep.data;

import static io.lockstep.checks.Checks.present;

import java.io.Serializable;

/**
 * One example as it comes from a source, in its stored width, before normalization.
 *
 * @param id its number among the training (or validation) examples, from 0
 * @param features unsigned bytes or floats
 * @param targets the class number alone, or the regression targets; then the weight, if examples
 *     have one
 */
public record Example(long id, Features features, float[] targets) implements Serializable {
  /** Features in their stored width. */
  public sealed interface Features extends Serializable {
    int width();
  }

  /** Unsigned bytes: pictures. */
  public record Bytes(byte[] values) implements Features {
    @Override
    public int width() {
      return values.length;
    }
  }

  /** Numbers. */
  public record Floats(float[] values) implements Features {
    @Override
    public int width() {
      return values.length;
    }
  }

  public Example {
    present(features, "features");
    present(targets, "targets");
  }
}
