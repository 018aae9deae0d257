package io.lockstep.network.dl4j;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Batch;
import io.lockstep.network.BatchStatistics;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.StatisticsExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network of DL4J over flat vectors that are ours: its parameters and gradients are views of
 * them.
 */
final class Dl4jNetwork implements Network {
  private final NetworkSpec spec;
  private final FlatVector parameters;
  private final FlatVector gradient;
  private final Seed seed;
  private final List<Slice> statistics;
  private final Dl4jModel network;
  private final StatisticsExchange exchange;
  private final Map<Integer, MeasuredNorm> norms;
  private final List<GlobalMoments> moments;
  private final BlasOutputLayer output;
  private final Optional<LatentLayer> latent;
  private final Views views;
  private final boolean drawsNumbers;
  private Thread user;

  Dl4jNetwork(
      NetworkSpec spec,
      FlatVector parameters,
      FlatVector gradient,
      Seed seed,
      Optional<LayerObserver> observer,
      StatisticsExchange exchange) {
    int length = spec.layout().length();
    this.spec = spec;
    this.parameters = parameters;
    this.gradient = gradient;
    this.seed = seed;
    this.statistics = spec.layout().parts(Slice.all(length), Set.of(Piece.Kind.STATISTIC));
    this.drawsNumbers = spec.layers().stream().anyMatch(layer -> draws(layer.spec()));
    this.views = new Views(shape(spec), spec.steps());
    useOneThread();
    this.network =
        Dl4jModel.over(
            spec, Views.of(parameters, 1, length), Views.of(gradient, 1, length), exchange);
    this.exchange = exchange;
    this.norms = norms();
    this.moments =
        norms.values().stream()
            .filter(GlobalBatchNormLayer.class::isInstance)
            .map(norm -> ((GlobalBatchNormLayer) norm).moments())
            .toList();
    this.output = (BlasOutputLayer) layer(spec.layers().size() - 1);
    this.latent = latent();
    observer.ifPresent(network::observe);
  }

  private static boolean draws(LayerSpec layer) {
    return layer instanceof LayerSpec.Dropout || layer instanceof LayerSpec.SpatialDropout;
  }

  /** By their places, in the order of the layers, which is that of the forward pass. */
  private Map<Integer, MeasuredNorm> norms() {
    Map<Integer, MeasuredNorm> norms = new LinkedHashMap<>();
    IntStream.range(0, spec.layers().size())
        .forEach(
            place ->
                network
                    .layer(place)
                    .filter(MeasuredNorm.class::isInstance)
                    .ifPresent(layer -> norms.put(place, (MeasuredNorm) layer)));
    return norms;
  }

  /** Exchanges what peers with examples exchange in both passes. */
  private void joinPeers() {
    for (int i = 0; i < moments.size(); i++) {
      moments.get(i).joinForward();
    }
    for (int i = moments.size() - 1; i >= 0; i--) {
      moments.get(i).joinBackward();
    }
  }

  /** Of an example, as the first layer of a chain or all layers of a graph read it. */
  private static Shape shape(NetworkSpec spec) {
    boolean isFlat = spec.isChain() && spec.layers().get(0).isDense() && !spec.input().isSequence();
    return isFlat ? Shape.flat(spec.input().elements()) : spec.input();
  }

  private Optional<LatentLayer> latent() {
    return IntStream.range(0, spec.layers().size())
        .filter(place -> spec.layers().get(place).spec() instanceof LayerSpec.Latent)
        .mapToObj(this::layer)
        .map(layer -> layer instanceof BackwardEnd end ? end.getUnderlying() : layer)
        .map(LatentLayer.class::cast)
        .findFirst();
  }

  /** What computes a layer. */
  Layer layer(int place) {
    return network.layer(place).orElseThrow();
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public FlatVector parameters() {
    return parameters;
  }

  @Override
  public FlatVector gradient() {
    return gradient;
  }

  @Override
  public double forwardBackward(Batch batch, Progress now) {
    int rows = batch.rows();
    if (rows == 0) {
      gradient.fill(0);
      joinPeers();
      return 0;
    }
    useOneThread();
    if (drawsNumbers) {
      // ND4J's generator belongs to the thread; set anew, it replays this step wherever it runs.
      Nd4j.getRandom().setSeed(dropoutSeed(seed, now));
    }
    Views.Examples examples = examples(batch);
    output.weights(batch.weights());
    if (latent.isPresent()) {
      int numbers = batch.rows() * spec.noise();
      check(batch.noise().length() >= numbers, "noise", numbers + " numbers", batch.noise());
      latent.get().batch(batch.noise(), batch.weights());
    }
    network.forwardBackward(examples.features(), examples.targets());
    // DL4J leaves old - new once; a sum over examples has it rows times.
    for (int i = 0; i < statistics.size(); i++) {
      gradient.scale(rows, statistics.get(i));
    }
    return latent.isPresent() ? output.lossSum() + latent.get().divergence() : output.lossSum();
  }

  @Override
  public double divergence() {
    return latent.isPresent() ? latent.get().divergence() : 0;
  }

  @Override
  public void predict(Batch batch, FlatVector outputs) {
    int length = batch.rows() * spec.outputs();
    check(outputs.length() >= length, "outputs", "at least " + length, outputs.length());
    if (batch.rows() == 0) {
      return;
    }
    useOneThread();
    try (INDArray result = network.predict(examples(batch).features())) {
      outputs.floats().put(0, Memory.floats(Memory.rowMajor(result)), 0, length);
    }
    if (spec.loss().link() == Loss.Link.EXPONENTIAL) {
      for (int i = 0; i < length; i++) {
        outputs.set(i, (float) Math.exp(outputs.get(i)));
      }
    }
  }

  @Override
  public BatchStatistics batchStatistics() {
    return new MeasuredNorms(norms, spec, exchange, this::pass);
  }

  private void pass(Batch batch) {
    useOneThread();
    network.predict(examples(batch).features()).close();
  }

  /** Frees what ND4J keeps for the calling thread, which is the one that used the network. */
  @Override
  public void close() {
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }

  /** Of what a worker draws in a step. */
  static long dropoutSeed(Seed seed, Progress now) {
    return seed.derive("dropout").derive(now.step()).value();
  }

  private void useOneThread() {
    if (user != Thread.currentThread()) {
      user = Thread.currentThread();
      Natives.loaded().oneThread();
    }
  }

  private Views.Examples examples(Batch batch) {
    int width = spec.input().elements();
    check(
        batch.width() == width && batch.targetWidth() == spec.outputs(),
        "batch",
        width + " features and " + spec.outputs() + " targets",
        batch.width() + " features and " + batch.targetWidth() + " targets");
    return views.of(batch);
  }
}
