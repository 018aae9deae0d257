package io.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  private static final ExampleForm DIGITS = new ExampleForm(6, Task.CLASSIFICATION, 3);
  private static final Normalization CHANNELS =
      new Normalization(List.of(10.0, 100.0), List.of(0.5, 0.125));

  @TempDir Path folder;

  @Test
  void normalizesFeaturesAndMakesClassesOneHot() {
    Dataset dataset =
        filled(DIGITS, CHANNELS, ample(), new Bytes(new byte[] {0, 10, 12, 100, 108, -1}));
    Batch batch = new Batch(2, 6, 3);
    batch.targets().fill(7);
    dataset.copy(0, batch, 1);
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 0, 0, -5, 0, 1, 0, 1, 19.375f}, batch.features().toArray());
    assertArrayEquals(new float[] {7, 7, 7, 1, 0, 0}, batch.targets().toArray());
  }

  @Test
  void keepsAllTargetsOfARegression() {
    ExampleForm form = new ExampleForm(1, Task.REGRESSION, 2);
    DatasetBuilder builder = Dataset.builder(form, Normalization.none(), ample());
    builder.append(new Example(0, new Floats(new float[] {3}), new float[] {-1, 2.5f}));
    Batch batch = new Batch(1, 1, 2);
    builder.build().copy(0, batch, 0);
    assertArrayEquals(new float[] {-1, 2.5f}, batch.targets().toArray());
  }

  @Test
  void givesBackEveryExampleWhereverItIsKept() {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean bytes = random.nextBoolean();
      int groups = 1 + random.nextInt(20);
      ExampleForm form = new ExampleForm(groups * (1 + random.nextInt(9)), Task.CLASSIFICATION, 4);
      Normalization normalization = normalization(groups, random);
      int segmentBytes = 1 + random.nextInt(600);
      MemoryBudget budget = new MemoryBudget(random.nextInt(4_000), folder);
      DatasetBuilder builder = new DatasetBuilder(form, normalization, budget, segmentBytes);
      List<Example> examples =
          Stream.generate(() -> example(form, bytes, random)).limit(random.nextInt(90)).toList();
      examples.forEach(builder::append);
      assertHolds(examples, form, normalization, builder.build(), "seed " + seed);
    }
  }

  @Test
  void staysInMemoryWithinTheBudgetAndSpillsBeyondIt() {
    Example example = example(DIGITS, true, new SplittableRandom(1));
    DatasetBuilder within = new DatasetBuilder(DIGITS, CHANNELS, budget(4 * 12), 24);
    DatasetBuilder beyond = new DatasetBuilder(DIGITS, CHANNELS, budget(4 * 12 - 1), 24);
    for (int i = 0; i < 4; i++) {
      within.append(example);
      beyond.append(example);
    }
    assertFalse(within.isSpilled());
    assertTrue(beyond.isSpilled());
    assertEquals(4, beyond.build().size());
  }

  @Test
  void leavesNoFileBehindNotEvenWhileInUse() throws IOException {
    DatasetBuilder builder = new DatasetBuilder(DIGITS, CHANNELS, budget(0), 24);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10; i++) {
      builder.append(example(DIGITS, true, random));
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(0, files.count());
      }
    }
    assertEquals(10, builder.build().size());
  }

  @Test
  void saysWhatToDoWhereItCannotSpill() {
    Path missing = folder.resolve("missing");
    DatasetBuilder builder = Dataset.builder(DIGITS, CHANNELS, new MemoryBudget(0, missing));
    LockstepException failure =
        assertThrows(
            LockstepException.class,
            () -> builder.append(example(DIGITS, true, new SplittableRandom(1))));
    assertEquals(ExitCode.RESOURCES, failure.exitCode());
    assertEquals(
        "Cannot keep the examples of a worker beyond their memory budget of 0 bytes: a file cannot"
            + " be created in "
            + missing
            + ". Give the executors more memory, or more room on their local disk.",
        failure.getMessage());
  }

  @Test
  void refusesWhatHasAnotherForm() {
    DatasetBuilder builder = Dataset.builder(DIGITS, CHANNELS, ample());
    assertEquals(
        "Invalid features (6 wide): 5",
        refusal(builder, new Example(0, new Bytes(new byte[5]), new float[] {0})));
    assertEquals(
        "Invalid class (a whole number below 3): 3.0",
        refusal(builder, new Example(0, new Bytes(new byte[6]), new float[] {3})));
    assertEquals(
        "Invalid targets (1 wide): 2",
        refusal(builder, new Example(0, new Bytes(new byte[6]), new float[2])));
    builder.append(new Example(0, new Bytes(new byte[6]), new float[] {0}));
    assertEquals(
        "Invalid features (bytes like the first ones): Floats",
        refusal(builder, new Example(0, new Floats(new float[6]), new float[] {0})));
    assertEquals(1, builder.build().size());
  }

  @Test
  void mayBeEmpty() {
    Dataset dataset = Dataset.builder(DIGITS, CHANNELS, ample()).build();
    assertEquals(0, dataset.size());
    assertThrows(IndexOutOfBoundsException.class, () -> dataset.copy(0, new Batch(1, 6, 3), 0));
  }

  private static void assertHolds(
      List<Example> examples,
      ExampleForm form,
      Normalization normalization,
      Dataset dataset,
      String message) {
    assertEquals(examples.size(), dataset.size(), message);
    Batch batch = new Batch(1, form.width(), form.targetWidth());
    int block = form.width() / normalization.groups();
    for (int i = 0; i < examples.size(); i++) {
      dataset.copy(i, batch, 0);
      for (int feature = 0; feature < form.width(); feature++) {
        float expected =
            normalization.apply(value(examples.get(i).features(), feature), feature / block);
        assertEquals(expected, batch.features().get(feature), message);
      }
      assertEquals(1, batch.targets().get((int) examples.get(i).targets()[0]), message);
    }
  }

  private static double value(Features features, int index) {
    return features instanceof Bytes bytes
        ? bytes.values()[index] & 0xFF
        : ((Floats) features).values()[index];
  }

  private static Example example(ExampleForm form, boolean bytes, SplittableRandom random) {
    float[] label = {random.nextInt(form.targetWidth())};
    if (bytes) {
      byte[] values = new byte[form.width()];
      random.nextBytes(values);
      return new Example(0, new Bytes(values), label);
    }
    float[] values = new float[form.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1e6, 1e6);
    }
    return new Example(0, new Floats(values), label);
  }

  private static Normalization normalization(int groups, SplittableRandom random) {
    return new Normalization(
        Collections.nCopies(groups, random.nextDouble(-5, 5)),
        Stream.generate(() -> random.nextDouble(2)).limit(groups).toList());
  }

  private static String refusal(DatasetBuilder builder, Example example) {
    return assertThrows(IllegalArgumentException.class, () -> builder.append(example)).getMessage();
  }

  private Dataset filled(
      ExampleForm form, Normalization normalization, MemoryBudget budget, Features features) {
    try (DatasetBuilder builder = Dataset.builder(form, normalization, budget)) {
      builder.append(new Example(0, features, new float[] {0}));
      return builder.build();
    }
  }

  private MemoryBudget ample() {
    return budget(1 << 30);
  }

  private MemoryBudget budget(long bytes) {
    return new MemoryBudget(bytes, folder);
  }
}
