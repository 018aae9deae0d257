package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A rule of two halves: transforms up to where whole pieces must be looked at, the look, and what
 * follows from there on. Between them each caller talks once to those with the other slices.
 */
final class LayerWiseOptimizer implements Optimizer {
  private final ChainedOptimizer first;
  private final FlatVector updates;
  private final WholePieces pieces;
  private final Optimizer second;
  private final Map<String, FlatVector> state;

  /**
   * @param first writes to {@code updates}
   */
  LayerWiseOptimizer(
      ChainedOptimizer first, FlatVector updates, WholePieces pieces, Optimizer second) {
    this.first = first;
    this.updates = updates;
    this.pieces = pieces;
    this.second = second;
    Map<String, FlatVector> all = new LinkedHashMap<>(first.state());
    all.putAll(second.state());
    this.state = Collections.unmodifiableMap(all);
  }

  @Override
  public void update(
      FlatVector parameters,
      GradientSource gradient,
      Slice slice,
      double norm,
      SliceExchange exchange,
      Progress now) {
    first.update(parameters, gradient, slice, norm, exchange, now);
    GradientSource whole = pieces.look(parameters, updates, slice, exchange);
    second.update(parameters, whole, slice, norm, exchange, now);
  }

  @Override
  public OptionalDouble clipNorm() {
    return first.clipNorm();
  }

  @Override
  public double learningRate(Progress now) {
    return first.learningRate(now);
  }

  @Override
  public Optional<AveragedWeights> averaged() {
    return second.averaged();
  }

  @Override
  public Map<String, FlatVector> state() {
    return state;
  }
}
