package io.lockstep.driver.training;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.RunState;
import io.lockstep.checkpoint.TrainingState;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.decision.Reactions;
import io.lockstep.diagnostics.ScalingAdvice;
import io.lockstep.diagnostics.ScalingAdvisor;
import io.lockstep.diagnostics.StepTimes;
import io.lockstep.diagnostics.TimeProfile;
import io.lockstep.driver.cluster.Cluster;
import io.lockstep.driver.cluster.InitialState;
import io.lockstep.driver.cluster.StageDescription;
import io.lockstep.driver.cluster.Trained;
import io.lockstep.driver.memory.MemoryCheck;
import io.lockstep.driver.memory.MemoryPlan;
import io.lockstep.driver.source.ShardedData;
import io.lockstep.driver.source.Source;
import io.lockstep.driver.storage.HadoopStorage;
import io.lockstep.lint.PlanLinter;
import io.lockstep.metrics.Metric;
import io.lockstep.network.Engine;
import io.lockstep.network.Engines;
import io.lockstep.network.Initializer;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StartParameters;
import io.lockstep.network.TrainedPart;
import io.lockstep.parameters.FlatVector;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.PlanChecks;
import io.lockstep.plan.PlanHash;
import io.lockstep.plan.PlanWriter;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.storage.Storage;
import io.lockstep.synchronization.CompressionState;
import io.lockstep.synchronization.Control;
import io.lockstep.worker.WorkerReport;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One run, from a plan to a model: takes the output folder, shards the data, trains one generation
 * of workers, writes the model and, last, the result. A failure after the folder was taken is in
 * the result too.
 */
public final class Training {
  private final SparkSession spark;
  private final TrainingPlan plan;
  private final Optional<StartParameters> start;
  private final RunOptions options;
  private final Optional<Dataset<Row>> frame;
  private final RunListener listener;
  private final StopRequest stop;
  private final RunProgress run = new RunProgress(System::nanoTime);
  private final StepTimes times = new StepTimes();
  private final Map<String, String> libraries;

  /**
   * @param frame training data instead of the plan's paths
   * @param stop asked from outside; the run polls it
   * @throws LockstepException (usage or data) if the model that the plan names is none
   */
  public Training(
      SparkSession spark,
      TrainingPlan plan,
      RunOptions options,
      Optional<Dataset<Row>> frame,
      RunListener listener,
      StopRequest stop) {
    this.spark = spark;
    this.options = options;
    this.frame = frame;
    ModelResolution resolution =
        ModelResolution.of(
            plan,
            spark.sparkContext().hadoopConfiguration(),
            options.dataFolder(),
            () -> open(plan.data()).shape());
    this.plan = resolution.plan();
    this.start = resolution.parameters();
    this.listener = listener;
    this.stop = stop;
    this.libraries = Libraries.versions(spark.version());
  }

  /**
   * Runs to the end, to a stop, or to where it diverges.
   *
   * @throws LockstepException if it failed; what failed is in {@code _RESULT.json} as well
   */
  public RunResult run() {
    Cluster cluster = new Cluster(spark.sparkContext(), plan.deadlines(), System::nanoTime);
    cluster.check();
    try {
      Storage storage =
          HadoopStorage.open(options.output(), spark.sparkContext().hadoopConfiguration());
      if (options.start() == RunOptions.Start.RESUME && storage.exists(RunFolder.PLAN)) {
        Resumption.checkPlan(storage, plan);
      }
      RunLock.Owner owner = RunLock.Owner.here(spark.sparkContext().applicationId());
      try (RunFolder folder = RunFolder.open(storage, options.start(), owner, listener::note)) {
        return run(cluster, folder);
      }
    } catch (IOException e) {
      throw OutputFailure.of(options.output(), e);
    }
  }

  private RunResult run(Cluster cluster, RunFolder folder) {
    try {
      train(cluster, folder);
      RunResult result = run.ended();
      folder.writeResult(result);
      listener.finished(result);
      return result;
    } catch (IOException e) {
      throw failed(folder, OutputFailure.of(options.output(), e));
    } catch (RuntimeException e) {
      throw failed(folder, RootCause.failure(e));
    }
  }

  /** Leaves the result of a failure; that it cannot be written must not hide the failure. */
  private LockstepException failed(RunFolder folder, LockstepException failure) {
    RunResult result = run.failed(failure);
    try {
      folder.writeResult(result);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
    listener.finished(result);
    return failure;
  }

  private void train(Cluster cluster, RunFolder folder) throws IOException {
    folder.writePlan(PlanWriter.write(plan));
    Engine engine = Engines.named(plan.engine());
    Source source = open(plan.data());
    PlanLinter.lint(plan, ModelFit.check(plan, source.shape()))
        .forEach(hint -> listener.note(hint.toString()));
    int workers = cluster.workers(options.workers(), plan.data().shards());
    MemoryPlanning memory =
        new MemoryPlanning(
            plan, engine, cluster.memory(), workers, cluster.workersOfProcess(workers));
    MemoryCheck.check(memory.beforeData(source), cluster.memory());
    OutputPlace.check(options.output(), plan.output().visibility(), cluster.hosts());
    ShardedData data = source.shard(workers, plan.seed(), plan.model().output().loss());
    if (plan.data().shards() % workers != 0) {
      listener.note(
          workers
              + " workers do not divide the "
              + plan.data().shards()
              + " virtual shards: some workers have more work than others.");
    }
    NetworkSpec network = StageDescription.network(plan, data.shape(), data.form());
    PlanLinter.lintOutput(plan, network).forEach(hint -> listener.note(hint.toString()));
    long perEpoch = (data.training() + globalBatch() - 1) / globalBatch();
    RunLength length = new RunLength(plan.training().length(), perEpoch);
    PlanChecks.checkLengths(plan, length);
    PlanLinter.lint(plan, length).forEach(hint -> listener.note(hint.toString()));
    Optional<TrainingState> before = before(folder.storage(), network, length, data);
    if (!network.frozen().isEmpty()) {
      listener.note(
          "Frozen: %s; %,d of %,d parameters are trained."
              .formatted(
                  String.join(", ", new TreeSet<>(network.frozen())),
                  network.trained().length(),
                  network.layout().length()));
    }
    FlatVector drawn = drawn(network);
    InitialState initial =
        before.map(saved -> stateOf(saved, network, drawn)).orElseGet(() -> fresh(drawn, data));
    MemoryPlan planned = memory.withData(data, network, source.featureBytes());
    run.memory(planned);
    run.engine(engine.description());
    int generation = before.map(state -> state.run().generation() + 1).orElse(0);
    run.generation(generation, workers, network.layout().length(), initial.progress());
    listener.started(
        new RunDescription(
            plan.name(),
            folder.storage().location(),
            spark.sparkContext().master(),
            workers,
            engine.description(),
            network.layout().length(),
            length,
            initial.progress(),
            planned,
            cluster.memory()));
    CompressionWatch compression = new CompressionWatch(plan, network.trained().length(), workers);
    try (RunMetrics metrics =
        RunMetrics.open(folder.storage(), initial.progress(), Clock.systemUTC())) {
      run.best(metrics.bestBefore());
      Trained trained =
          cluster.train(
              data.examples(),
              description(data, before, generation),
              initial,
              () -> stop.isStopped() ? Control.STOP : Control.CONTINUE,
              metric -> hear(metric, metrics, compression),
              listener::note);
      run.report(trained);
      if (trained.report().outcome() == WorkerReport.Outcome.STOPPED_EARLY) {
        run.stoppedEarly(reason(folder.storage()));
      }
    }
    advise(folder, network, length);
    compression.summary().ifPresent(listener::note);
    writeModel(folder.storage(), engine, data, network, length, drawn);
  }

  private Source open(DataSpec data) {
    URI base = Source.base(options.dataFolder());
    return frame.isPresent()
        ? Source.open(spark, data, base, frame.get())
        : Source.open(spark, data, base);
  }

  private int globalBatch() {
    return plan.training().globalBatch();
  }

  private Optional<TrainingState> before(
      Storage storage, NetworkSpec network, RunLength length, ShardedData data) {
    if (options.start() != RunOptions.Start.RESUME) {
      return Optional.empty();
    }
    Optional<TrainingState> latest =
        Resumption.latest(storage, plan, network, length, data.fingerprint());
    if (latest.isEmpty()) {
      listener.note("There is no checkpoint to resume from: the run begins anew.");
    }
    return latest;
  }

  /** All parameters as a run of this plan begins with them. */
  private FlatVector drawn(NetworkSpec network) {
    FlatVector parameters = FlatVector.allocate(network.layout().length());
    Initializer.initialize(network, plan.seed(), parameters);
    start.ifPresent(saved -> saved.copyTo(network, plan.model().origin().head(), parameters));
    return parameters;
  }

  private static InitialState fresh(FlatVector parameters, ShardedData data) {
    return new InitialState(
        Progress.start(data.training()), parameters, Map.of(), CompressionState.NONE);
  }

  private static InitialState stateOf(TrainingState saved, NetworkSpec network, FlatVector drawn) {
    FlatVector parameters = FlatVector.copyOf(drawn.toArray());
    TrainedPart.of(network).scatter(saved.parameters(), parameters);
    return new InitialState(saved.progress(), parameters, saved.optimizer(), saved.compression());
  }

  private StageDescription description(
      ShardedData data, Optional<TrainingState> saved, int generation) {
    Optional<RunState> before = saved.map(TrainingState::run);
    CompressionState compression =
        saved.map(TrainingState::compression).orElse(CompressionState.NONE);
    return new StageDescription(
        PlanWriter.write(plan),
        data.schema().shape(),
        data.form(),
        data.normalization(),
        new ArrayList<>(classWeights(data)),
        data.training(),
        data.validation(),
        PlanHash.of(plan).toString(),
        data.fingerprint(),
        generation,
        before.map(RunState::seconds).orElse(0.0),
        StageDescription.best(before.flatMap(RunState::best)),
        List.copyOf(compression.vectors().keySet()),
        compression.numbers(),
        new TreeMap<>(before.map(RunState::state).orElse(Map.of())),
        options.output(),
        libraries);
  }

  private List<Double> classWeights(ShardedData data) {
    try {
      return plan.data().weights().classes().weights(data.classes(), data.trainingCounts());
    } catch (IllegalArgumentException e) {
      throw new LockstepException(ExitCode.USAGE, "data.class-weights: " + e.getMessage(), e);
    }
  }

  /** Every rank has come to the same; the last checkpoint holds it. */
  private Optional<String> reason(Storage storage) {
    CheckpointStore store = new CheckpointStore(storage, plan.output().keepCheckpoints());
    Reactions reactions =
        new Reactions(plan.optimizer().plateau(), plan.training().earlyStopping());
    store.latest().ifPresent(last -> reactions.restore(store.manifest(last).run().state()));
    return reactions.reason();
  }

  private void hear(Metric metric, RunMetrics metrics, CompressionWatch compression) {
    run.hear(metric);
    if (metric instanceof Metric.Step step) {
      times.add(step);
    }
    metrics.accept(metric);
    listener.metric(metric);
    compression.hear(metric).ifPresent(listener::note);
  }

  private void advise(RunFolder folder, NetworkSpec network, RunLength length) throws IOException {
    Optional<TimeProfile> profile = times.profile();
    if (profile.isPresent()) {
      ScalingAdvice advice =
          ScalingAdvisor.advise(
              profile.get(), RunAgreements.of(plan, network.trained().length(), length));
      folder.writeScaling(advice);
      listener.advised(advice);
    }
  }

  private void writeModel(
      Storage storage,
      Engine engine,
      ShardedData data,
      NetworkSpec network,
      RunLength length,
      FlatVector drawn)
      throws IOException {
    CheckpointStore store = new CheckpointStore(storage, plan.output().keepCheckpoints());
    Optional<String> last = store.latest();
    if (last.isEmpty()) {
      return;
    }
    engine
        .exportProblem(network)
        .ifPresent(why -> listener.note("model.zip is left out: " + why + "."));
    new ModelWriter(storage, plan, data, network, drawn)
        .write(
            engine,
            store.manifest(last.get()).progress().step(),
            TrainingState.names(plan, network.trained(), length),
            length,
            run.best(),
            libraries);
  }
}
