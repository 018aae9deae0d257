package io.lockstep.bench.kernel;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.augmentation.AugmentedExamples;
import io.lockstep.augmentation.PictureSize;
import io.lockstep.augmentation.Range;
import io.lockstep.augmentation.TransformSpec;
import io.lockstep.augmentation.TransformSpec.ColorJitter;
import io.lockstep.augmentation.TransformSpec.Direction;
import io.lockstep.augmentation.TransformSpec.Flip;
import io.lockstep.augmentation.TransformSpec.Mixup;
import io.lockstep.augmentation.TransformSpec.Noise;
import io.lockstep.augmentation.TransformSpec.RandomResizedCrop;
import io.lockstep.augmentation.TransformSpec.Rotate;
import io.lockstep.augmentation.TransformSpec.Translate;
import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.DataSpec;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetBuilder;
import io.lockstep.data.Example;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.MemoryBudget;
import io.lockstep.data.Normalization;
import io.lockstep.data.VirtualShards;
import io.lockstep.seed.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code scripts/bench kernels Augmentation}. One batch of 128 pictures of CIFAR-10's size, in the
 * shuffled order of an epoch: read as bytes, augmented, normalized, written as float32.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AugmentationBenchmark {
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 12_800;
  private static final int ROWS = 128;
  private static final Seed SEED = new Seed(1);
  private static final PictureSize SIZE = new PictureSize(3, 32, 32);
  private static final Map<String, List<TransformSpec>> TRANSFORMS =
      Map.of(
          "none", List.of(),
          "flip-translate", List.of(new Flip(Direction.HORIZONTAL, 0.5), new Translate(4, 1)),
          "crop", List.of(new RandomResizedCrop(new Range(0.08, 1), new Range(0.75, 1.33), 1)),
          "rotate", List.of(new Rotate(15, 1)),
          "jitter", List.of(new ColorJitter(0.4, 0.4, 0.4, 1)),
          "noise", List.of(new Noise(0.1, 1)),
          "flip-translate-mixup",
              List.of(new Flip(Direction.HORIZONTAL, 0.5), new Translate(4, 1), new Mixup(1, 1)));

  /** Transforms of each picture. */
  @Param({"none", "flip-translate", "crop", "rotate", "jitter", "noise", "flip-translate-mixup"})
  String transforms;

  private Batch batch;
  private BatchAssembly assembly;
  private long step;

  @Setup
  public void gather() {
    ExampleForm form = new ExampleForm(SIZE.elements(), DataSpec.Task.CLASSIFICATION, CLASSES);
    GlobalBatches places = new GlobalBatches(new VirtualShards(64, EXAMPLES, SEED), ROWS, 0, 1);
    AugmentationSpec spec = new AugmentationSpec(TRANSFORMS.get(transforms));
    assembly =
        new BatchAssembly(places, AugmentedExamples.of(spec, SIZE, dataset(form), places, SEED));
    batch = new Batch(ROWS, SIZE.elements(), CLASSES);
  }

  private static Dataset dataset(ExampleForm form) {
    Random random = new Random(7);
    MemoryBudget budget =
        new MemoryBudget(Long.MAX_VALUE, Path.of(System.getProperty("java.io.tmpdir")));
    Normalization normalization = new Normalization(List.of(33.3), List.of(1 / 78.6));
    try (DatasetBuilder builder = Dataset.builder(form, normalization, budget)) {
      for (int id = 0; id < EXAMPLES; id++) {
        byte[] pixels = new byte[form.width()];
        random.nextBytes(pixels);
        builder.append(
            new Example(id, new Example.Bytes(pixels), new float[] {random.nextInt(CLASSES)}));
      }
      return builder.build();
    }
  }

  @Benchmark
  public Batch assemble() {
    long position = step % (EXAMPLES / ROWS) * ROWS;
    assembly.assemble(0, position, batch);
    step++;
    return batch;
  }
}
