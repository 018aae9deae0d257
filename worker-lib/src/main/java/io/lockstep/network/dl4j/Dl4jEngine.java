package io.lockstep.network.dl4j;

import static io.lockstep.checks.Checks.check;

import io.lockstep.network.Engine;
import io.lockstep.network.EngineMemory;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StatisticsExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The engine "dl4j": Deeplearning4j's networks over our vectors. It loads ND4J when it is first
 * asked for a description or a network.
 */
public final class Dl4jEngine implements Engine {
  private static final String NAME = "dl4j";

  /** DL4J does not say its version at run time. */
  static final String VERSION = "1.0.0-M2.1";

  private static final String BLAS_VERSION =
      openblas_nolapack.OPENBLAS_VERSION.replace("OpenBLAS", "").trim();

  private final Optional<LayerObserver> observer;
  private final StatisticsExchange exchange;

  public Dl4jEngine() {
    this(Optional.empty(), StatisticsExchange.ALONE);
  }

  /**
   * @param observer of the layers of every network that this engine makes
   */
  public Dl4jEngine(LayerObserver observer) {
    this(Optional.of(observer), StatisticsExchange.ALONE);
  }

  private Dl4jEngine(Optional<LayerObserver> observer, StatisticsExchange exchange) {
    this.observer = observer;
    this.exchange = exchange;
  }

  @Override
  public Engine among(StatisticsExchange peers) {
    return new Dl4jEngine(observer, peers);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    Natives natives = Natives.loaded();
    return "dl4j %s on %s, %s, OpenBLAS %s for %s, one thread a worker"
        .formatted(VERSION, natives.backend(), natives.variant(), BLAS_VERSION, natives.blasCore());
  }

  @Override
  public Network bind(
      NetworkSpec spec, FlatVector parameters, FlatVector gradient, int maxRows, Seed seed) {
    int length = spec.layout().length();
    check(parameters.length() == length, "parameters", "length " + length, parameters.length());
    check(gradient.length() == length, "gradient", "length " + length, gradient.length());
    return Natives.loaded().inHostMemory()
        ? new Dl4jNetwork(spec, parameters, gradient, seed, observer, exchange)
        : new CopyingNetwork(spec, parameters, gradient, seed);
  }

  @Override
  public EngineMemory memory(NetworkSpec spec, int maxRows, int evaluationRows) {
    return WorkspaceModel.of(spec, maxRows, evaluationRows);
  }

  @Override
  public Optional<String> exportProblem(NetworkSpec spec) {
    return PlainLayers.problem(spec).or(() -> PlainLoss.problem(spec));
  }

  @Override
  public void export(NetworkSpec spec, FlatVector parameters, OutputStream out) throws IOException {
    Dl4jModelFile.write(spec, parameters, out);
  }
}
