package io.lockstep.worker;

import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.ExampleNoise;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.VirtualShards;
import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.decision.PlateauSpec;
import io.lockstep.decision.Reactions;
import io.lockstep.metrics.Metric;
import io.lockstep.network.Engines;
import io.lockstep.network.Initializer;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.PartlyTrained;
import io.lockstep.network.TrainedPart;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.plan.OutputSpec;
import io.lockstep.plan.TrainingSpec;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.CompressionState;
import io.lockstep.synchronization.Control;
import io.lockstep.synchronization.StepJournal;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.SynchronizationSpec;
import io.lockstep.synchronization.Synchronizer;
import io.lockstep.synchronization.SynchronizerSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongToDoubleFunction;

/**
 * A run whose workers are threads of this JVM; everything but Spark and files is the product's own.
 *
 * @param data from which examples come by their number
 * @param globalBatch B
 * @param examples n
 * @param watching what is decided from evaluations
 * @param stopAfter rank 0 asks for a stop at the first agreement from this step on
 */
record TestingRun(
    NetworkSpec network,
    TestingExamples data,
    OptimizerSpec optimizer,
    SynchronizationSpec synchronization,
    Span length,
    int globalBatch,
    int examples,
    int shards,
    long stopAfter,
    Saved from,
    Watching watching) {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Seed SEED = new Seed(5);

  /**
   * What is decided from evaluations, one after each epoch.
   *
   * @param loss of the evaluation after a step
   */
  record Watching(
      Optional<PlateauSpec> plateau,
      Optional<EarlyStoppingSpec> stopping,
      LongToDoubleFunction loss) {
    static final Watching NOTHING =
        new Watching(Optional.empty(), Optional.empty(), step -> Double.NaN);

    Validation.Outcome evaluate(long step) {
      return this == NOTHING
          ? Validation.Outcome.NONE
          : new Validation.Outcome(Map.of("loss", loss.applyAsDouble(step)), false);
    }
  }

  /** What a checkpoint holds. */
  record Saved(
      Progress progress,
      float[] parameters,
      Map<String, float[]> state,
      CompressionState compression,
      Map<String, Double> reactions) {
    static final Saved NONE =
        new Saved(Progress.start(1), new float[0], Map.of(), CompressionState.NONE, Map.of());
  }

  /** What came of it. */
  record Result(
      List<WorkerReport> reports,
      List<Metric.Step> steps,
      List<Saved> checkpoints,
      List<Metric> told,
      List<float[]> replicas,
      List<float[]> evaluated) {
    float[] parameters() {
      return replicas.get(0);
    }
  }

  /** Over examples that are made from their number. */
  TestingRun(
      NetworkSpec network,
      OptimizerSpec optimizer,
      SynchronizationSpec synchronization,
      Span length,
      int globalBatch,
      int examples,
      int shards,
      long stopAfter,
      Saved from) {
    this(
        network,
        TestingExamples.made(network.input().elements(), network.outputs()),
        optimizer,
        synchronization,
        length,
        globalBatch,
        examples,
        shards,
        stopAfter,
        from,
        Watching.NOTHING);
  }

  /** Over given examples, without evaluations. */
  TestingRun(
      NetworkSpec network,
      TestingExamples data,
      OptimizerSpec optimizer,
      SynchronizationSpec synchronization,
      Span length,
      int globalBatch,
      int examples,
      int shards,
      long stopAfter,
      Saved from) {
    this(
        network,
        data,
        optimizer,
        synchronization,
        length,
        globalBatch,
        examples,
        shards,
        stopAfter,
        from,
        Watching.NOTHING);
  }

  TestingRun watching(Watching other) {
    return new TestingRun(
        network,
        data,
        optimizer,
        synchronization,
        length,
        globalBatch,
        examples,
        shards,
        stopAfter,
        from,
        other);
  }

  TestingRun with(SynchronizationSpec other) {
    return new TestingRun(
        network,
        data,
        optimizer,
        other,
        length,
        globalBatch,
        examples,
        shards,
        stopAfter,
        from,
        watching);
  }

  TestingRun with(OptimizerSpec other) {
    return new TestingRun(
        network,
        data,
        other,
        synchronization,
        length,
        globalBatch,
        examples,
        shards,
        stopAfter,
        from,
        watching);
  }

  TestingRun stopAfter(long step) {
    return new TestingRun(
        network,
        data,
        optimizer,
        synchronization,
        length,
        globalBatch,
        examples,
        shards,
        step,
        from,
        watching);
  }

  TestingRun resume(Saved saved) {
    return new TestingRun(
        network,
        data,
        optimizer,
        synchronization,
        length,
        globalBatch,
        examples,
        shards,
        stopAfter,
        saved,
        watching);
  }

  Result run(int workers) throws Exception {
    Result result =
        new Result(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    String name = "run-" + NAMES.incrementAndGet();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Object[]>> futures = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        Collective collective =
            InProcessGroup.join(
                name, rank, workers, new Waiting(Duration.ofSeconds(60), () -> false));
        futures.add(threads.submit(() -> work(collective, result)));
      }
      for (Future<Object[]> future : futures) {
        Object[] ended = future.get(120, TimeUnit.SECONDS);
        result.reports().add((WorkerReport) ended[0]);
        result.replicas().add((float[]) ended[1]);
      }
      return result;
    } finally {
      threads.shutdownNow();
    }
  }

  private Object[] work(Collective collective, Result result) {
    VirtualShards virtual = new VirtualShards(shards, examples, SEED);
    GlobalBatches batches =
        new GlobalBatches(virtual, globalBatch, collective.rank(), collective.size());
    RunLength runLength = new RunLength(this.length, batches.stepsPerEpoch());
    ParameterLayout layout = network.trained();
    int length = layout.length();
    FlatVector all = FlatVector.allocate(network.layout().length());
    Initializer.initialize(network, SEED, all);
    FlatVector parameters = Synchronizer.place(synchronization, collective, length);
    Reactions reactions = new Reactions(watching.plateau(), watching.stopping());
    reactions.restore(from.reactions());
    Optimizer update =
        Optimizer.of(
            optimizer,
            layout,
            runLength,
            () -> Synchronizer.place(synchronization, collective, length),
            now -> reactions.rateFactor());
    boolean resumed = from.parameters().length > 0;
    Progress start = resumed ? from.progress() : Progress.start(examples);
    StepTimer timer = new StepTimer(System::nanoTime);
    Synchronizer synchronizer =
        Synchronizer.of(
            synchronization,
            new SynchronizerSetup(
                collective,
                layout,
                parameters,
                update.clipNorm().isPresent()
                    ? Synchronizer.NormNeeded.BEFORE_UPDATE
                    : Synchronizer.NormNeeded.FOR_METRICS,
                runLength,
                start,
                timer));
    if (resumed) {
      parameters.copyFrom(from.parameters());
      synchronizer
          .stateWith(update.state())
          .forEach((key, vector) -> vector.copyFrom(from.state().get(key)));
    } else {
      TrainedPart.of(network).gather(all, parameters);
    }
    synchronizer.restore(from.compression());
    Listener listener = new Listener(result);
    try (collective;
        Prefetch prefetch =
            Prefetch.start(
                new BatchAssembly(
                    batches,
                    reader(virtual, collective),
                    Optional.empty(),
                    Optional.of(new ExampleNoise(batches, SEED))),
                () ->
                    new Batch(
                        batches.maxRows(),
                        network.input().elements(),
                        network.outputs(),
                        Batch.Weighting.EQUAL,
                        network.noise()),
                Prefetch.DEPTH,
                start,
                runLength,
                new Waiting(Duration.ofSeconds(60), () -> false),
                collective.rank());
        Network bound =
            PartlyTrained.bind(
                Engines.named("dl4j").among(new CollectiveStatistics(collective, timer)),
                network,
                all.toArray(),
                parameters,
                collective.individual(length),
                batches.maxRows(),
                SEED)) {
      WorkerSetup setup =
          new WorkerSetup(
              new TrainingSpec(this.length, globalBatch, Span.epochs(1)),
              new OutputSpec(Span.epochs(1_000), 1, OutputSpec.Visibility.HOST),
              start,
              collective.rank(),
              runLength,
              prefetch,
              bound,
              update,
              synchronizer,
              timer,
              FreshStatistics.areNeeded(optimizer, network)
                  ? Optional.of(
                      new FreshStatistics(
                          new BatchAssembly(
                              new GlobalBatches(
                                  virtual, globalBatch, collective.rank(), collective.size()),
                              reader(virtual, collective)),
                          examples,
                          batches.maxRows(),
                          bound))
                  : Optional.empty(),
              (net, step) -> {
                keep(net, collective.rank(), result);
                return watching.evaluate(step);
              },
              reactions,
              new Saving(result, reactions),
              listener,
              () -> listener.last >= stopAfter ? Control.STOP : Control.CONTINUE,
              System::nanoTime);
      WorkerReport report = new Worker(setup).run();
      return new Object[] {report, parameters.toArray()};
    }
  }

  /** Rank 0 keeps the parameters that an evaluation sees. */
  private static void keep(Network network, int rank, Result result) {
    if (rank == 0) {
      result.evaluated().add(network.parameters().toArray());
    }
  }

  /** Keeps them at once, and says so when it is waited for. */
  private static final class Saving implements Checkpoints {
    private final Result result;
    private final Reactions reactions;
    private Optional<Written> begun = Optional.empty();

    Saving(Result result, Reactions reactions) {
      this.result = result;
      this.reactions = reactions;
    }

    @Override
    public void begin(
        Progress progress,
        FlatVector parameters,
        Map<String, FlatVector> state,
        CompressionState compression,
        double seconds,
        Best best) {
      Map<String, float[]> copy = new HashMap<>();
      state.forEach((key, vector) -> copy.put(key, vector.toArray()));
      result
          .checkpoints()
          .add(new Saved(progress, parameters.toArray(), copy, compression, reactions.state()));
      begun = Optional.of(new Written(progress, "step-" + progress.step(), 0));
    }

    @Override
    public Optional<Written> poll() {
      return Optional.empty();
    }

    @Override
    public Optional<Written> await() {
      Optional<Written> written = begun;
      begun = Optional.empty();
      return written;
    }
  }

  private ExampleReader reader(VirtualShards virtual, Collective collective) {
    List<Long> ids = new ArrayList<>();
    for (int shard = collective.rank(); shard < virtual.count(); shard += collective.size()) {
      for (int element = 0; element < virtual.size(shard); element++) {
        ids.add((long) element * virtual.count() + shard);
      }
    }
    return (epoch, index, batch, row) -> data.copy(ids.get(index), batch, row);
  }

  private static final class Listener implements WorkerListener {
    private final Result result;
    private volatile long last;

    Listener(Result result) {
      this.result = result;
    }

    @Override
    public void step(Progress after, double learningRate, StepJournal journal, int step) {
      last = after.step();
      result
          .steps()
          .add(
              new Metric.Step(
                  after,
                  journal.examples(step),
                  journal.loss(step),
                  learningRate,
                  journal.norm(step),
                  List.of(),
                  new Metric.Traffic(
                      journal.sentBytes(step),
                      journal.encodedBytes(step),
                      journal.error(step),
                      journal.cosine(step))));
    }

    @Override
    public void happened(Metric metric) {
      result.told().add(metric);
    }
  }
}
