package io.lockstep.data;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Floats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers examples one by one into a {@link Dataset}: in memory outside the heap as long as the
 * budget lasts, then in a local file (beside one segment in memory, through which they are
 * written). Used by one thread; {@link #close} also after a failure.
 */
public final class DatasetBuilder implements AutoCloseable {
  private static final int SEGMENT_BYTES = 4 << 20;

  private final ExampleForm form;
  private final Normalization normalization;
  private final MemoryBudget budget;
  private final int segmentBytes;
  private final List<ByteBuffer> kept = new ArrayList<>();
  private Optional<DatasetLayout> layout = Optional.empty();
  private Optional<SpillFile> spill = Optional.empty();
  private ByteBuffer segment = ByteBuffer.allocate(0);
  private int size;

  DatasetBuilder(ExampleForm form, Normalization normalization, MemoryBudget budget) {
    this(form, normalization, budget, SEGMENT_BYTES);
  }

  DatasetBuilder(
      ExampleForm form, Normalization normalization, MemoryBudget budget, int segmentBytes) {
    this.form = present(form, "form");
    this.normalization = normalization.checkWidth(form.width());
    this.budget = present(budget, "budget");
    this.segmentBytes = segmentBytes;
  }

  /**
   * Appends an example, which must have the form of all.
   *
   * @throws io.lockstep.checks.LockstepException (69) if neither memory nor disk has room for it
   */
  public void append(Example example) {
    DatasetLayout rows = layout(form.checked(example));
    check(size < Integer.MAX_VALUE, "examples of a worker", "below 2^31 - 1", size);
    int place = rows.placeOf(size);
    if (place == 0) {
      segment = next(rows);
    }
    if (example.features() instanceof Bytes bytes) {
      segment.put(place, bytes.values());
    } else if (example.features() instanceof Floats floats) {
      put(floats.values(), place);
    }
    put(example.targets(), place + rows.targetsAt());
    size++;
  }

  /** The examples appended so far, fixed. The builder is of no further use. */
  public Dataset build() {
    List<ByteBuffer> segments = new ArrayList<>(kept);
    spill.ifPresent(
        file -> {
          file.append(segment);
          segments.addAll(file.map());
        });
    close();
    DatasetLayout rows = layout.orElse(new DatasetLayout(true, 0, Float.BYTES, 0));
    return new Dataset(form, rows, normalization, size, segments);
  }

  /** Whether the budget did not suffice. */
  boolean isSpilled() {
    return spill.isPresent();
  }

  @Override
  public void close() {
    spill.ifPresent(SpillFile::close);
  }

  private DatasetLayout layout(Example example) {
    DatasetLayout rows =
        layout.orElseGet(() -> DatasetLayout.of(form, example.features(), segmentBytes));
    layout = Optional.of(rows);
    check(
        rows.areBytes() == example.features() instanceof Bytes,
        "features",
        rows.areBytes() ? "bytes like the first ones" : "floats like the first ones",
        example.features().getClass().getSimpleName());
    return rows;
  }

  /** An empty segment: new memory within the budget, else the one that was just written away. */
  private ByteBuffer next(DatasetLayout rows) {
    if (spill.isPresent()) {
      spill.get().append(segment);
      return segment;
    }
    long total = (kept.size() + 1L) * rows.segmentBytes();
    Optional<ByteBuffer> memory =
        total <= budget.bytes() ? allocate(rows.segmentBytes()) : Optional.empty();
    if (memory.isPresent()) {
      kept.add(memory.get());
      return memory.get();
    }
    spill = Optional.of(SpillFile.create(budget, rows.segmentBytes()));
    return allocate(rows.segmentBytes())
        .orElseGet(() -> ByteBuffer.allocate(rows.segmentBytes()).order(ByteOrder.nativeOrder()));
  }

  /** Direct memory; empty if the JVM's own limit (MaxDirectMemorySize) is below the budget. */
  private static Optional<ByteBuffer> allocate(int bytes) {
    try {
      return Optional.of(ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    }
  }

  private void put(float[] values, int place) {
    for (int i = 0; i < values.length; i++) {
      segment.putFloat(place + i * Float.BYTES, values[i]);
    }
  }
}
