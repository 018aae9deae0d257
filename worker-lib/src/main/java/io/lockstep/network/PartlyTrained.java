package io.lockstep.network;

import io.lockstep.data.Batch;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;

/**
 * A network with frozen layers, as those see it who train: its parameters and gradient are the
 * trained pieces alone. The engine works on vectors of all pieces, which are this worker's own; the
 * trained ones are copied there before each call, and their gradient back after it.
 */
public final class PartlyTrained implements Network {
  private final TrainedPart part;
  private final Network whole;
  private final FlatVector parameters;
  private final FlatVector gradient;

  private PartlyTrained(
      TrainedPart part, Network whole, FlatVector parameters, FlatVector gradient) {
    this.part = part;
    this.whole = whole;
    this.parameters = parameters;
    this.gradient = gradient;
  }

  /**
   * The network of an engine, over all pieces or over the trained ones among them.
   *
   * @param all first values of all pieces, of which the frozen ones are kept
   * @param parameters length of {@link NetworkSpec#trained}
   * @param gradient of the same length
   */
  public static Network bind(
      Engine engine,
      NetworkSpec spec,
      float[] all,
      FlatVector parameters,
      FlatVector gradient,
      int maxRows,
      Seed seed) {
    TrainedPart part = TrainedPart.of(spec);
    if (part.isAll()) {
      return engine.bind(spec, parameters, gradient, maxRows, seed);
    }
    FlatVector values = FlatVector.copyOf(all);
    Network whole = engine.bind(spec, values, FlatVector.allocate(values.length()), maxRows, seed);
    return new PartlyTrained(part, whole, parameters, gradient);
  }

  @Override
  public NetworkSpec spec() {
    return whole.spec();
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
    part.scatter(parameters, whole.parameters());
    double lossSum = whole.forwardBackward(batch, now);
    part.gather(whole.gradient(), gradient);
    return lossSum;
  }

  @Override
  public void predict(Batch batch, FlatVector outputs) {
    part.scatter(parameters, whole.parameters());
    whole.predict(batch, outputs);
  }

  @Override
  public double divergence() {
    return whole.divergence();
  }

  @Override
  public BatchStatistics batchStatistics() {
    BatchStatistics statistics = whole.batchStatistics();
    return new BatchStatistics() {
      @Override
      public int length() {
        return statistics.length();
      }

      @Override
      public void measure(Batch batch, double[] values) {
        part.scatter(parameters, whole.parameters());
        statistics.measure(batch, values);
      }
    };
  }

  @Override
  public void close() {
    whole.close();
  }
}
