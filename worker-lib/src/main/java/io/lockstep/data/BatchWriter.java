package io.lockstep.data;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import java.util.Arrays;

/**
 * Writes examples into the rows of a batch as a network reads them: normalized features; classes
 * one-hot. Used by one thread; allocates nothing.
 */
public final class BatchWriter {
  private final ExampleForm form;
  private final Normalizer normalizer;
  private final float[] features;
  private final float[] targets;

  public BatchWriter(ExampleForm form, Normalization normalization) {
    this.form = form;
    this.normalizer = new Normalizer(normalization, form.width());
    this.features = new float[form.width()];
    this.targets = new float[form.targetWidth()];
  }

  /** Writes features and targets of an example into a row. */
  public void write(Example example, Batch batch, int row) {
    write(form.checked(example).features(), batch, row);
    targets(example.targets(), batch, row);
  }

  /** Writes features alone, for prediction; the row's targets stay as they are. */
  public void write(Features example, Batch batch, int row) {
    check(example.width() == form.width(), "features", form.width() + " wide", example.width());
    if (example instanceof Bytes bytes) {
      bytes(bytes.values(), batch, row);
    } else if (example instanceof Floats floats) {
      floats(floats.values(), batch, row);
    }
  }

  void bytes(byte[] values, Batch batch, int row) {
    normalizer.apply(values, features);
    batch.features().floats().put(row * form.width(), features);
  }

  void floats(float[] values, Batch batch, int row) {
    normalizer.apply(values, features);
    batch.features().floats().put(row * form.width(), features);
  }

  /** Targets as a network reads them, of those that are stored; features that are not stored. */
  void expand(float[] stored, float[] to) {
    if (form.task() == Task.RECONSTRUCTION) {
      return;
    }
    if (form.task() != Task.CLASSIFICATION) {
      System.arraycopy(stored, 0, to, 0, to.length);
      return;
    }
    Arrays.fill(to, 0);
    mark(stored, to, 1);
  }

  /** Of the example whose features were written last. */
  void targets(float[] stored, Batch batch, int row) {
    if (form.task() == Task.RECONSTRUCTION) {
      batch.targets().floats().put(row * form.targetWidth(), features);
      return;
    }
    if (form.task() != Task.CLASSIFICATION) {
      batch.targets().floats().put(row * form.targetWidth(), stored, 0, form.targetWidth());
      return;
    }
    mark(stored, targets, 1);
    batch.targets().floats().put(row * form.targetWidth(), targets);
    mark(stored, targets, 0);
  }

  /** Writes a value at the class of each step. */
  private void mark(float[] stored, float[] to, float value) {
    for (int step = 0, at = 0; step < form.steps(); step++, at += form.classes()) {
      to[at + (int) stored[step]] = value;
    }
  }

  /** Expanded targets; where features are targets, those that were written last. */
  void expanded(float[] targets, Batch batch, int row) {
    float[] values = form.task() == Task.RECONSTRUCTION ? features : targets;
    batch.targets().floats().put(row * form.targetWidth(), values);
  }
}
