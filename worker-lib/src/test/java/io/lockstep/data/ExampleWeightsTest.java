package io.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lockstep.data.Batch.Weighting;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.Example.Floats;
import io.lockstep.seed.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExampleWeightsTest {
  private static final ExampleForm FORM = new ExampleForm(1, Task.CLASSIFICATION, 2).weighted();

  /** Classes 0, 1, 0, 1 with the weights 1, 2, 3, 4. */
  private static Dataset examples() {
    try (DatasetBuilder builder =
        Dataset.builder(FORM, Normalization.none(), new MemoryBudget(1 << 20, Path.of(".")))) {
      for (int i = 0; i < 4; i++) {
        builder.append(new Example(i, new Floats(new float[] {i}), new float[] {i % 2, i + 1}));
      }
      return builder.build();
    }
  }

  @Test
  void areThoseOfTheExampleTimesThoseOfItsClassInEveryBatch() {
    Dataset examples = examples();
    GlobalBatches batches = new GlobalBatches(new VirtualShards(1, 4, new Seed(1)), 4, 0, 1);
    BatchAssembly assembly =
        new BatchAssembly(
            batches,
            examples.reader(),
            Optional.of(new ExampleWeights(examples, List.of(10.0, 0.5))),
            Optional.empty());
    Batch batch = new Batch(4, 1, 2, Weighting.WEIGHTED, 0);
    assembly.assemble(0, 0, batch);
    for (int row = 0; row < 4; row++) {
      float i = batch.features().get(row);
      assertEquals((i + 1) * (i % 2 == 0 ? 10 : 0.5), batch.weights().get(row), 1e-6);
      assertEquals(1, batch.targets().get(2 * row + (int) i % 2));
    }
  }

  @Test
  void ofAMixtureAreTheMeanOfItsClasses() {
    Batch batch = new Batch(1, 1, 2, Weighting.WEIGHTED, 0);
    batch.targets().set(0, 0.25f);
    batch.targets().set(1, 0.75f);
    new ExampleWeights(examples(), List.of(10.0, 2.0)).write(2, batch, 0);
    assertEquals(3 * (0.25 * 10 + 0.75 * 2), batch.weights().get(0), 1e-6);
  }

  @Test
  void anExampleWithoutAWeightThatIsOneIsRefused() {
    try (DatasetBuilder builder =
        Dataset.builder(FORM, Normalization.none(), new MemoryBudget(1 << 20, Path.of(".")))) {
      Example wrong = new Example(0, new Floats(new float[] {1}), new float[] {0, -1});
      assertEquals(
          "Invalid weight (a number of at least 0): -1.0",
          assertThrows(IllegalArgumentException.class, () -> builder.append(wrong)).getMessage());
    }
    assertFalse(new Batch(1, 1, 2).isWeighted());
  }
}
