package io.lockstep.augmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.lockstep.augmentation.TransformSpec.ColorJitter;
import io.lockstep.augmentation.TransformSpec.CutMix;
import io.lockstep.augmentation.TransformSpec.Cutout;
import io.lockstep.augmentation.TransformSpec.Direction;
import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.augmentation.TransformSpec.Mixup;
import io.lockstep.augmentation.TransformSpec.Noise;
import io.lockstep.augmentation.TransformSpec.RandomErasing;
import io.lockstep.augmentation.TransformSpec.RandomResizedCrop;
import io.lockstep.augmentation.TransformSpec.Rotate;
import io.lockstep.augmentation.TransformSpec.Shear;
import io.lockstep.augmentation.TransformSpec.Stretch;
import io.lockstep.augmentation.TransformSpec.Translate;
import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetBuilder;
import io.lockstep.data.Example;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.MemoryBudget;
import io.lockstep.data.Normalization;
import io.lockstep.data.VirtualShards;
import io.lockstep.seed.Seed;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AugmentedExamplesTest {
  private static final PictureSize SIZE = new PictureSize(3, 6, 5);
  private static final int CLASSES = 4;
  private static final int GLOBAL_BATCH = 24;
  private static final ExampleForm FORM =
      new ExampleForm(SIZE.elements(), Task.CLASSIFICATION, CLASSES);
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(100.0, 120.0, 140.0), List.of(0.02, 0.03, 0.04));
  private static final PictureForm PICTURES = new PictureForm(SIZE, NORMALIZATION, Range.BYTES);
  private static final Seed SEED = new Seed(7);

  /** Shards of 7 and 6 examples, and an epoch whose last step is short. */
  private static final VirtualShards SHARDS = new VirtualShards(16, 103, SEED);

  private static final AugmentationSpec ALL =
      new AugmentationSpec(
          List.of(
              new Flip(Direction.HORIZONTAL, 0.5),
              new Flip(Direction.VERTICAL, 0.5),
              new Translate(2, 0.9),
              new RandomResizedCrop(new Range(0.5, 1), new Range(0.75, 1.5), 0.9),
              new Stretch(0.2, 0.5),
              new Shear(10, 0.5),
              new Rotate(20, 0.5),
              new Cutout(2, 0.5),
              new RandomErasing(new Range(0.1, 0.3), new Range(0.5, 2), 0.5),
              new ColorJitter(0.3, 0.3, 0.3, 0.9),
              new Noise(0.1, 0.9),
              new Mixup(0.4, 0.7)));

  private static Example example(long id) {
    byte[] pixels = new byte[SIZE.elements()];
    new SplittableRandom(id).nextBytes(pixels);
    return new Example(id, new Example.Bytes(pixels), new float[] {id % CLASSES});
  }

  private static Dataset examples(int rank, int ranks) {
    MemoryBudget budget = new MemoryBudget(1 << 20, Path.of("target"));
    try (DatasetBuilder builder = Dataset.builder(FORM, NORMALIZATION, budget)) {
      for (int shard = rank; shard < SHARDS.count(); shard += ranks) {
        for (int element = 0; element < SHARDS.size(shard); element++) {
          builder.append(example((long) element * SHARDS.count() + shard));
        }
      }
      return builder.build();
    }
  }

  /** Features and targets of each example of a step, by its number. */
  private static Map<Long, float[]> rows(
      AugmentationSpec spec, int ranks, long epoch, long position) {
    Map<Long, float[]> rows = new TreeMap<>();
    for (int rank = 0; rank < ranks; rank++) {
      GlobalBatches places = new GlobalBatches(SHARDS, GLOBAL_BATCH, rank, ranks);
      int[] indices = new int[places.maxRows()];
      places.select(epoch, position, indices);
      Augmentation augmentation = Augmentation.of(spec, PICTURES, SEED);
      BatchAssembly assembly =
          new BatchAssembly(
              places, new AugmentedExamples(examples(rank, ranks), places, augmentation));
      Batch batch = new Batch(places.maxRows(), FORM.width(), CLASSES);
      assembly.assemble(epoch, position, batch);
      for (int row = 0; row < batch.rows(); row++) {
        float[] values = new float[FORM.width() + CLASSES];
        batch.features().floats().get(row * FORM.width(), values, 0, FORM.width());
        batch.targets().floats().get(row * CLASSES, values, FORM.width(), CLASSES);
        rows.put(places.idOf(indices[row]), values);
      }
    }
    return rows;
  }

  @Test
  void aStepDoesNotDependOnTheNumberOfWorkers() {
    for (long epoch = 0; epoch < 3; epoch++) {
      for (long position = 0; position < SHARDS.examples(); position += GLOBAL_BATCH) {
        Map<Long, float[]> one = rows(ALL, 1, epoch, position);
        for (int ranks : new int[] {2, 3, 4, 16}) {
          Map<Long, float[]> several = rows(ALL, ranks, epoch, position);
          assertEquals(one.keySet(), several.keySet());
          several.forEach((id, values) -> assertArrayEquals(one.get(id), values));
        }
      }
    }
  }

  @Test
  void anEpochShowsAnExampleAnewAndTheSameEpochAlike() {
    GlobalBatches places = new GlobalBatches(SHARDS, GLOBAL_BATCH, 0, 1);
    AugmentedExamples augmented =
        new AugmentedExamples(examples(0, 1), places, Augmentation.of(ALL, PICTURES, SEED));
    Batch batch = new Batch(3, FORM.width(), CLASSES);
    augmented.copy(4, 50, batch, 0);
    augmented.copy(5, 50, batch, 1);
    augmented.copy(4, 50, batch, 2);
    assertArrayEquals(row(batch, 0), row(batch, 2));
    assertFalse(Arrays.equals(row(batch, 0), row(batch, 1)));
  }

  @Test
  void withoutTransformsExamplesAreThoseOfTheDatasetBitForBit() {
    GlobalBatches places = new GlobalBatches(SHARDS, GLOBAL_BATCH, 0, 1);
    Dataset examples = examples(0, 1);
    AugmentedExamples same =
        new AugmentedExamples(
            examples, places, Augmentation.of(AugmentationSpec.NONE, PICTURES, SEED));
    Batch batch = new Batch(2, FORM.width(), CLASSES);
    for (int index = 0; index < examples.size(); index++) {
      same.copy(1, index, batch, 0);
      examples.copy(index, batch, 1);
      assertArrayEquals(row(batch, 1), row(batch, 0));
    }
  }

  @Test
  void cutMixDoesNotDependOnTheNumberOfWorkersEither() {
    AugmentationSpec cut = new AugmentationSpec(List.of(new Translate(1, 1), new CutMix(1, 1)));
    Map<Long, float[]> one = rows(cut, 1, 0, 0);
    rows(cut, 4, 0, 0).forEach((id, values) -> assertArrayEquals(one.get(id), values));
  }

  @Test
  void aMixIsOfTwoExamplesOfOneShardAsTheEpochShowsThem() {
    AugmentationSpec plain = new AugmentationSpec(List.of(new Translate(2, 1)));
    AugmentationSpec mixing = new AugmentationSpec(List.of(new Translate(2, 1), new Mixup(1, 1)));
    List<float[]> shown = new ArrayList<>();
    GlobalBatches places = new GlobalBatches(SHARDS, GLOBAL_BATCH, 0, 1);
    Dataset examples = examples(0, 1);
    AugmentedExamples unmixed = AugmentedExamples.of(plain, SIZE, examples, places, SEED);
    AugmentedExamples mixed = AugmentedExamples.of(mixing, SIZE, examples, places, SEED);
    Batch batch = new Batch(1, FORM.width(), CLASSES);
    for (int index = 0; index < examples.size(); index++) {
      unmixed.copy(2, index, batch, 0);
      shown.add(row(batch, 0));
    }
    int pairs = 0;
    for (int index = 0; index < examples.size(); index++) {
      mixed.copy(2, index, batch, 0);
      float[] mix = row(batch, 0);
      float[] own = shown.get(index);
      for (int other = 0; other < examples.size(); other++) {
        boolean isMate = places.idOf(index) % SHARDS.count() == places.idOf(other) % SHARDS.count();
        if (isMate && other != index && isMix(mix, own, shown.get(other))) {
          pairs++;
        }
      }
    }
    assertTrue(pairs > examples.size() / 2, pairs + " mixes of two examples found");
  }

  @Test
  void goesOnInTheMiddleOfAnEpochAsIfItHadNotStopped() {
    GlobalBatches places = new GlobalBatches(SHARDS, GLOBAL_BATCH, 0, 1);
    BatchAssembly steady =
        new BatchAssembly(places, AugmentedExamples.of(ALL, SIZE, examples(0, 1), places, SEED));
    Batch batch = new Batch(places.maxRows(), FORM.width(), CLASSES);
    for (long position = 0; position < SHARDS.examples(); position += GLOBAL_BATCH) {
      steady.assemble(3, position, batch);
      Map<Long, float[]> resumed = rows(ALL, 1, 3, position);
      int[] indices = new int[places.maxRows()];
      places.select(3, position, indices);
      for (int row = 0; row < batch.rows(); row++) {
        assertArrayEquals(resumed.get(places.idOf(indices[row])), row(batch, row));
      }
    }
  }

  @Test
  void allocatesNothingForAnExample() {
    GlobalBatches places = new GlobalBatches(SHARDS, GLOBAL_BATCH, 0, 1);
    AugmentedExamples augmented = AugmentedExamples.of(ALL, SIZE, examples(0, 1), places, SEED);
    Batch batch = new Batch(1, FORM.width(), CLASSES);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) { // the first ones load classes
      long before = threads.getThreadAllocatedBytes(self);
      for (int index = 0; index < 100; index++) {
        augmented.copy(round, index, batch, 0);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertTrue(least < 1_000, least + " bytes for 100 examples");
  }

  /** Whether there is one lambda for all features and targets. */
  private static boolean isMix(float[] mix, float[] own, float[] other) {
    double along = 0;
    double square = 0;
    for (int i = 0; i < mix.length; i++) {
      along += (double) (mix[i] - other[i]) * (own[i] - other[i]);
      square += (double) (own[i] - other[i]) * (own[i] - other[i]);
    }
    double lambda = along / square;
    double error = 0;
    for (int i = 0; i < mix.length; i++) {
      error = Math.max(error, Math.abs(mix[i] - lambda * own[i] - (1 - lambda) * other[i]));
    }
    return error < 1e-5 && lambda >= -1e-5 && lambda <= 1 + 1e-5;
  }

  private static float[] row(Batch batch, int row) {
    float[] values = new float[FORM.width() + CLASSES];
    batch.features().floats().get(row * FORM.width(), values, 0, FORM.width());
    batch.targets().floats().get(row * CLASSES, values, FORM.width(), CLASSES);
    return values;
  }
}
