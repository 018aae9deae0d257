package io.lockstep.driver.cluster;

import io.lockstep.augmentation.AugmentedExamples;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.RunState;
import io.lockstep.checkpoint.TrainingState;
import io.lockstep.collective.Collective;
import io.lockstep.collective.HostMemory;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Waiting;
import io.lockstep.data.Batch;
import io.lockstep.data.Batch.Weighting;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.Dataset;
import io.lockstep.data.ExampleNoise;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.ExampleWeights;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.VirtualShards;
import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.decision.Reactions;
import io.lockstep.network.Engine;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.PartlyTrained;
import io.lockstep.network.Shape;
import io.lockstep.network.TrainedPart;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.storage.Storage;
import io.lockstep.synchronization.CompressionState;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.Synchronizer;
import io.lockstep.synchronization.SynchronizerSetup;
import io.lockstep.worker.CollectiveStatistics;
import io.lockstep.worker.FreshStatistics;
import io.lockstep.worker.Prefetch;
import io.lockstep.worker.Worker;
import io.lockstep.worker.WorkerReport;
import io.lockstep.worker.WorkerSetup;
import java.util.Map;
import java.util.Optional;

/** Puts a worker together from what its stage says and what it has at hand, and lets it train. */
final class Assembly {
  private final StageDescription stage;
  private final TrainingPlan plan;
  private final NetworkSpec network;
  private final ParameterLayout layout;
  private final Collective collective;
  private final WorkerLink link;
  private final Reactions reactions;

  Assembly(StageDescription stage, Collective collective, WorkerLink link) {
    this.stage = stage;
    this.plan = stage.plan();
    this.network = StageDescription.network(plan, new Shape(stage.shape()), stage.form());
    this.layout = network.trained();
    this.collective = collective;
    this.link = link;
    this.reactions = new Reactions(plan.optimizer().plateau(), plan.training().earlyStopping());
    reactions.restore(stage.reactions());
  }

  /** What the workers of a stage will place in the memory that those of a host share. */
  static HostMemory memory(StageDescription stage) {
    TrainingPlan plan = stage.plan();
    ParameterLayout layout =
        StageDescription.network(plan, new Shape(stage.shape()), stage.form()).trained();
    return Synchronizer.memory(
        plan.synchronization(), layout, Optimizer.stateVectors(plan.optimizer()));
  }

  /**
   * Trains.
   *
   * @param initial what was broadcast
   * @param storage of the run's files; written by rank 0 alone
   */
  WorkerReport train(
      LocalExamples examples, Engine engine, Progress start, float[][] initial, Storage storage) {
    int rank = collective.rank();
    GlobalBatches batches = batches();
    RunLength length = new RunLength(plan.training().length(), batches.stepsPerEpoch());
    FlatVector parameters = place();
    Optimizer optimizer =
        Optimizer.of(plan.optimizer(), layout, length, this::place, now -> reactions.rateFactor());
    StepTimer timer = new StepTimer(System::nanoTime);
    Synchronizer synchronizer = synchronizer(parameters, optimizer, length, start, timer);
    // Workers of a host write the same to what they share, and none goes on before all have.
    InitialState.restore(
        initial, TrainedPart.of(network), parameters, synchronizer.stateWith(optimizer.state()));
    collective.exchange(new Rows(collective.size(), 0));
    synchronizer.restore(
        InitialState.compression(initial, stage.residuals(), stage.compressionNumbers()));
    SharedValidation validation =
        new SharedValidation(
            collective,
            examples.validation(),
            stage.validationExamples(),
            network,
            plan.training().earlyStopping().map(EarlyStoppingSpec::monitor),
            stage.best());
    try (Network bound =
            PartlyTrained.bind(
                engine.among(new CollectiveStatistics(collective, timer)),
                network,
                initial[0],
                parameters,
                collective.individual(parameters.length()),
                batches.maxRows(),
                plan.seed().derive("network").derive(rank));
        Prefetch prefetch = prefetch(batches, examples, start, length);
        BackgroundCheckpoints checkpoints = checkpoints(storage, validation)) {
      WorkerSetup setup =
          new WorkerSetup(
              plan.training(),
              plan.output(),
              start,
              rank,
              length,
              prefetch,
              bound,
              optimizer,
              synchronizer,
              timer,
              statistics(examples.training(), bound),
              validation,
              reactions,
              checkpoints,
              link,
              link::control,
              System::nanoTime);
      return new Worker(setup).run();
    }
  }

  private GlobalBatches batches() {
    return new GlobalBatches(
        new VirtualShards(plan.data().shards(), stage.trainingExamples(), plan.seed()),
        plan.training().globalBatch(),
        collective.rank(),
        collective.size());
  }

  /** With readers of its own, since the prefetch reads on another thread. */
  private Optional<FreshStatistics> statistics(Dataset training, Network bound) {
    if (!FreshStatistics.areNeeded(plan.optimizer(), network)) {
      return Optional.empty();
    }
    GlobalBatches batches = batches();
    ExampleReader reader = reader(training.forAnotherThread(), batches);
    return Optional.of(
        new FreshStatistics(
            new BatchAssembly(batches, reader),
            stage.trainingExamples(),
            batches.maxRows(),
            bound));
  }

  private FlatVector place() {
    return Synchronizer.place(plan.synchronization(), collective, layout.length());
  }

  private Prefetch prefetch(
      GlobalBatches batches, LocalExamples examples, Progress start, RunLength length) {
    return Prefetch.start(
        new BatchAssembly(
            batches,
            reader(examples.training(), batches),
            weights(examples.training()),
            noise(batches)),
        () ->
            new Batch(
                batches.maxRows(),
                network.input().elements(),
                network.outputs(),
                stage.weighting(),
                network.noise()),
        Prefetch.DEPTH,
        start,
        length,
        new Waiting(plan.deadlines().step(), link::stopped),
        collective.rank());
  }

  private ExampleReader reader(Dataset training, GlobalBatches batches) {
    return plan.augmentation().isEmpty()
        ? training.reader()
        : AugmentedExamples.of(
            plan.augmentation(),
            ModelFit.pictures(new Shape(stage.shape())),
            training,
            batches,
            plan.seed());
  }

  private Optional<ExampleNoise> noise(GlobalBatches batches) {
    return network.noise() > 0
        ? Optional.of(new ExampleNoise(batches, plan.seed()))
        : Optional.empty();
  }

  private Optional<ExampleWeights> weights(Dataset training) {
    return stage.weighting() == Weighting.WEIGHTED
        ? Optional.of(new ExampleWeights(training, stage.classWeights()))
        : Optional.empty();
  }

  private Synchronizer synchronizer(
      FlatVector parameters,
      Optimizer optimizer,
      RunLength length,
      Progress start,
      StepTimer timer) {
    return Synchronizer.of(
        plan.synchronization(),
        new SynchronizerSetup(
            collective,
            layout,
            parameters,
            optimizer.clipNorm().isPresent()
                ? Synchronizer.NormNeeded.BEFORE_UPDATE
                : Synchronizer.NormNeeded.FOR_METRICS,
            length,
            start,
            timer));
  }

  private BackgroundCheckpoints checkpoints(Storage storage, SharedValidation validation) {
    CheckpointStore store = new CheckpointStore(storage, plan.output().keepCheckpoints());
    return new BackgroundCheckpoints(
        (progress, parameters, state, compression, seconds) ->
            state(progress, parameters, state, compression, seconds, validation),
        store::save,
        storage.location(),
        plan.deadlines().step());
  }

  private TrainingState state(
      Progress progress,
      FlatVector parameters,
      Map<String, FlatVector> optimizer,
      CompressionState compression,
      double seconds,
      SharedValidation validation) {
    return new TrainingState(
        progress,
        layout,
        parameters,
        optimizer,
        compression,
        new RunState(
            plan.seed().value(),
            stage.planHash(),
            stage.dataFingerprint(),
            collective.size(),
            stage.generation(),
            stage.secondsBefore() + seconds,
            stage.libraries(),
            validation.best(),
            reactions.state()));
  }
}
