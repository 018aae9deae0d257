package io.lockstep.data;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Batch.Weighting;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;

/**
 * A worker's own examples, outside the heap in their stored width (unsigned bytes stay bytes,
 * numbers are float32), in the order in which they were appended: sorted by (virtual shard, id).
 *
 * <p>Examples lie in segments of equal length, each a power of two of examples long, so that no
 * example straddles two. Used by one thread; reading allocates nothing.
 */
public final class Dataset {
  private final ExampleForm form;
  private final DatasetLayout layout;
  private final Normalization normalization;
  private final int size;
  private final ByteBuffer[] segments;
  private final FloatBuffer[] floats;
  private final BatchWriter writer;
  private final byte[] byteRow;
  private final float[] floatRow;
  private final float[] targetRow;

  Dataset(
      ExampleForm form,
      DatasetLayout layout,
      Normalization normalization,
      int size,
      List<ByteBuffer> segments) {
    this.form = form;
    this.layout = layout;
    this.normalization = normalization;
    this.size = size;
    this.segments = segments.toArray(ByteBuffer[]::new);
    this.floats = segments.stream().map(ByteBuffer::asFloatBuffer).toArray(FloatBuffer[]::new);
    this.writer = new BatchWriter(form, normalization);
    this.byteRow = new byte[layout.areBytes() ? form.width() : 0];
    this.floatRow = new float[layout.areBytes() ? 0 : form.width()];
    this.targetRow = new float[form.storedTargets()];
  }

  /** Gathers examples of one form, which {@code normalization} will be applied to when read. */
  public static DatasetBuilder builder(
      ExampleForm form, Normalization normalization, MemoryBudget budget) {
    return new DatasetBuilder(form, normalization, budget);
  }

  /** The same examples, for another thread. */
  public Dataset forAnotherThread() {
    return new Dataset(form, layout, normalization, size, List.of(segments));
  }

  /** Examples. */
  public int size() {
    return size;
  }

  /** Features of an example. */
  public int width() {
    return form.width();
  }

  /** What features go through when they are read into a batch. */
  public Normalization normalization() {
    return normalization;
  }

  /** Whether features are stored as unsigned bytes, else as numbers. */
  public boolean areBytes() {
    return layout.areBytes();
  }

  /** The examples as they are, in every epoch alike. */
  public ExampleReader reader() {
    return (epoch, index, batch, row) -> copy(index, batch, row);
  }

  /** Classes, or regression targets of an example. */
  public int targetWidth() {
    return form.targetWidth();
  }

  /**
   * Reads an example as it is stored, before normalization.
   *
   * @param features {@link #width} wide; unsigned bytes become 0 to 255
   * @param targets {@link #targetWidth} wide; classes one-hot
   */
  public void read(int index, float[] features, float[] targets) {
    Objects.checkIndex(index, size);
    int segment = layout.segmentOf(index);
    int place = layout.placeOf(index);
    if (layout.areBytes()) {
      segments[segment].get(place, byteRow);
      for (int i = 0; i < byteRow.length; i++) {
        features[i] = byteRow[i] & 0xFF;
      }
    } else {
      floats[segment].get(place / Float.BYTES, features);
    }
    floats[segment].get((place + layout.targetsAt()) / Float.BYTES, targetRow);
    writer.expand(targetRow, targets);
  }

  /** Normalizes features and writes them with targets, both as of {@link #read}, into a row. */
  public void write(float[] features, float[] targets, Batch batch, int row) {
    writer.floats(features, batch, row);
    writer.expanded(targets, batch, row);
  }

  /** Writes normalized features and targets (classes one-hot) of an example into a batch's row. */
  public void copy(int index, Batch batch, int row) {
    Objects.checkIndex(index, size);
    check(
        batch.width() == form.width() && batch.targetWidth() == form.targetWidth(),
        "batch",
        "as wide as the examples",
        batch);
    int segment = layout.segmentOf(index);
    int place = layout.placeOf(index);
    if (layout.areBytes()) {
      segments[segment].get(place, byteRow);
      writer.bytes(byteRow, batch, row);
    } else {
      floats[segment].get(place / Float.BYTES, floatRow);
      writer.floats(floatRow, batch, row);
    }
    floats[segment].get((place + layout.targetsAt()) / Float.BYTES, targetRow);
    writer.targets(targetRow, batch, row);
  }

  /** Weight of an example; 1 if examples have none of their own. */
  public float weight(int index) {
    Objects.checkIndex(index, size);
    if (form.weighting() == Weighting.EQUAL) {
      return 1;
    }
    int at = layout.placeOf(index) + layout.targetsAt();
    return floats[layout.segmentOf(index)].get(at / Float.BYTES + targetRow.length - 1);
  }
}
