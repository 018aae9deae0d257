package io.lockstep.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
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
import io.lockstep.decision.Reactions;
import io.lockstep.metrics.Metric;
import io.lockstep.network.Engines;
import io.lockstep.network.Initializer;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.plan.OutputSpec;
import io.lockstep.plan.TrainingSpec;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.ScheduleSpec;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.Control;
import io.lockstep.synchronization.StepJournal;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.Synchronizer;
import io.lockstep.synchronization.SynchronizerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker takes no more memory outside the heap after 2,500 steps than after 500. */
@Timeout(300)
class MemoryGrowthTest {
  private static final int BEGIN = 500;
  private static final int END = 2_500;

  /**
   * A batch of this test has 17 KiB, its first layer's output 72 KiB: one left behind in each of
   * 2,000 steps would be 34 MiB and more.
   */
  private static final long BOUND = 16L << 20;

  /** Elements: 768 MiB. */
  private static final int LARGE = 192 << 20;

  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ ");
  private static final int ROWS = 64;
  private static final int EXAMPLES = 1_000;
  private static final Seed SEED = new Seed(3);
  private static final NetworkSpec NETWORK =
      NetworkSpec.infer(
          new ModelSpec(
              List.of(
                  new LayerSpec.Conv2d(
                      8,
                      new LayerSpec.Window(Size2d.square(3), Size2d.square(1), Size2d.square(0)),
                      Activation.RELU,
                      Initialization.HE,
                      Bias.AUTO),
                  new LayerSpec.Pool(
                      LayerSpec.Pooling.MAX,
                      new LayerSpec.Window(Size2d.square(2), Size2d.square(2), Size2d.square(0))),
                  new LayerSpec.Dense(16, Activation.RELU, Initialization.HE, Bias.AUTO),
                  new LayerSpec.Output(
                      OptionalInt.empty(), Optional.empty(), Initialization.XAVIER))),
          Shape.image(1, 8, 8),
          4,
          Loss.CROSS_ENTROPY);

  /**
   * Outside the heap.
   *
   * @param direct bytes of direct buffers
   * @param javaCpp bytes that JavaCPP has allocated
   * @param resident bytes that the process occupies beside the heap
   */
  private record Taken(long direct, long javaCpp, long resident) {
    static Taken now() {
      long direct =
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum();
      return new Taken(direct, Pointer.totalBytes(), residentOutsideHeap());
    }

    /**
     * The heap touches its pages as it goes, so it is left out by where it lies: below 32 GiB, as
     * long as it is small enough for compressed references.
     */
    private static long residentOutsideHeap() {
      long kib = 0;
      boolean isHeap = false;
      try {
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
          Matcher mapping = MAPPING.matcher(line);
          if (mapping.lookingAt()) {
            isHeap = Long.parseUnsignedLong(mapping.group(1), 16) < 32L << 30;
          } else if (line.startsWith("Rss:") && !isHeap) {
            kib += Long.parseLong(line.replaceAll("\\D", ""));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return kib << 10;
    }
  }

  @Test
  void noStepLeavesMemoryBehind() {
    List<Taken> taken = new ArrayList<>();
    assertEquals(END + 1, train(taken));
    Taken before = taken.get(0);
    Taken after = taken.get(1);
    String both = before + " at step " + BEGIN + ", " + after + " at step " + END;
    assertTrue(after.direct() - before.direct() <= 0, both);
    assertTrue(after.javaCpp() - before.javaCpp() < BOUND, both);
    assertTrue(after.resident() - before.resident() < BOUND, both);
  }

  /** That the measure sees what is left behind: a batch of each of 2,000 steps. */
  @Test
  void seesWhatIsLeftBehind() {
    Taken before = Taken.now();
    List<Batch> left = new ArrayList<>();
    for (int step = BEGIN; step < END; step++) {
      left.add(new Batch(ROWS, 64, 4));
      left.get(left.size() - 1).features().fill(1);
    }
    Taken after = Taken.now();
    assertEquals(END - BEGIN, left.size());
    assertTrue(after.direct() - before.direct() > 2 * BOUND, before + ", " + after);
    // What other tests have freed is taken again first: this is more than all of that.
    FlatVector large = FlatVector.allocate(LARGE);
    large.fill(1);
    Taken last = Taken.now();
    assertEquals(1, large.get(LARGE - 1));
    assertTrue(last.resident() - before.resident() > BOUND, before + ", " + last);
  }

  private static long train(List<Taken> taken) {
    GlobalBatches batches = new GlobalBatches(new VirtualShards(16, EXAMPLES, SEED), ROWS, 0, 1);
    Dataset examples = examples();
    RunLength length = new RunLength(Span.steps(END + 1), batches.stepsPerEpoch());
    Waiting waiting = new Waiting(Duration.ofSeconds(30), () -> false);
    StepTimer timer = new StepTimer(System::nanoTime);
    Progress start = Progress.start(EXAMPLES);
    try (Collective collective = InProcessGroup.join("growth", 0, 1, waiting)) {
      SynchronizationSpec sharing = new SynchronizationSpec.GradientSharing();
      int vector = NETWORK.layout().length();
      FlatVector parameters = Synchronizer.place(sharing, collective, vector);
      Initializer.initialize(NETWORK, SEED, parameters);
      Optimizer optimizer =
          Optimizer.of(
              adam(),
              NETWORK.layout(),
              length,
              () -> Synchronizer.place(sharing, collective, vector));
      Synchronizer synchronizer =
          Synchronizer.of(
              sharing,
              new SynchronizerSetup(
                  collective,
                  NETWORK.layout(),
                  parameters,
                  Synchronizer.NormNeeded.FOR_METRICS,
                  length,
                  start,
                  timer));
      try (Network network =
              Engines.named("dl4j")
                  .bind(NETWORK, parameters, collective.individual(vector), ROWS, SEED);
          Prefetch prefetch =
              Prefetch.start(
                  new BatchAssembly(batches, examples.reader()),
                  () -> new Batch(ROWS, 64, 4),
                  Prefetch.DEPTH,
                  start,
                  length,
                  waiting,
                  0)) {
        WorkerSetup setup =
            new WorkerSetup(
                new TrainingSpec(Span.steps(END + 1), ROWS, Span.epochs(10_000)),
                new OutputSpec(Span.epochs(10_000), 1, OutputSpec.Visibility.HOST),
                start,
                0,
                length,
                prefetch,
                network,
                optimizer,
                synchronizer,
                timer,
                Optional.empty(),
                (bound, step) -> Validation.Outcome.NONE,
                Reactions.none(),
                new NoCheckpoints(),
                new Sampler(taken),
                () -> Control.CONTINUE,
                System::nanoTime);
        return new Worker(setup).run().progress().step();
      }
    }
  }

  private static OptimizerSpec adam() {
    return new OptimizerSpec(
        new OptimizerSpec.Adam(0.9, 0.999, 1e-8),
        1e-3,
        new ScheduleSpec.Constant(),
        0,
        OptionalDouble.empty());
  }

  private static Dataset examples() {
    ExampleForm form = new ExampleForm(64, DataSpec.Task.CLASSIFICATION, 4);
    MemoryBudget ample = new MemoryBudget(64L << 20, Path.of(System.getProperty("java.io.tmpdir")));
    SplittableRandom random = new SplittableRandom(1);
    try (DatasetBuilder builder = Dataset.builder(form, Normalization.none(), ample)) {
      for (int id = 0; id < EXAMPLES; id++) {
        byte[] pixels = new byte[64];
        random.nextBytes(pixels);
        builder.append(new Example(id, new Example.Bytes(pixels), new float[] {id % 4}));
      }
      return builder.build();
    }
  }

  private record Sampler(List<Taken> taken) implements WorkerListener {
    @Override
    public void step(Progress after, double learningRate, StepJournal journal, int step) {
      if (after.step() == BEGIN || after.step() == END) {
        taken.add(Taken.now());
      }
    }

    @Override
    public void happened(Metric metric) {
      // Only steps matter here.
    }
  }
}
