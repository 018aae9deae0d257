package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Turns gradients into changes of parameters, on any slice of the flat vectors: updates of two
 * slices equal one update of both, bit for bit. Allocates nothing in {@link #update}. Used by one
 * thread.
 */
public interface Optimizer {
  /**
   * The optimizer of a plan, with fresh state (zeros).
   *
   * @param layout of the vectors that it will update
   * @param run the length of the whole run, wherever it is stopped; for the schedule
   */
  static Optimizer of(OptimizerSpec spec, ParameterLayout layout, RunLength run) {
    return of(spec, layout, run, () -> FlatVector.allocate(layout.length()));
  }

  /**
   * The optimizer of a plan, with fresh state in given memory.
   *
   * @param memory a vector of zeros, as long as the layout, for each part of the state
   */
  static Optimizer of(
      OptimizerSpec spec, ParameterLayout layout, RunLength run, Supplier<FlatVector> memory) {
    return of(spec, layout, run, memory, now -> 1);
  }

  /**
   * The optimizer of a plan whose learning rate depends on more than the step.
   *
   * @param reaction a further factor on the learning rate
   */
  static Optimizer of(
      OptimizerSpec spec,
      ParameterLayout layout,
      RunLength run,
      Supplier<FlatVector> memory,
      Schedule reaction) {
    Schedule planned = spec.schedule().over(run).times(reaction);
    Schedule factor =
        spec.scaling().map(scaling -> planned.times(scaling.over(run))).orElse(planned);
    return OptimizerChains.of(spec, layout, factor, run, memory);
  }

  /** How many vectors the optimizer of a specification takes: of state, and to work in. */
  static int stateVectors(OptimizerSpec spec) {
    AtomicInteger count = new AtomicInteger();
    OptimizerChains.of(
        spec,
        new ParameterLayout(List.of()),
        now -> 1,
        new RunLength(Span.steps(1), 1),
        () -> {
          count.incrementAndGet();
          return FlatVector.allocate(0);
        });
    return count.get();
  }

  /**
   * What the optimizer takes on the heap of the worker that needs most, beside its state.
   *
   * @param slices into how many the vectors are cut; 1 where each worker updates all
   */
  static long heapBytes(OptimizerSpec spec, ParameterLayout layout, int slices) {
    return WorkingMemory.bytes(spec, layout, slices);
  }

  /**
   * Updates one slice.
   *
   * @param parameters changed within the slice
   * @param gradient mean over the batch, without penalties; read within the slice, each block once
   * @param norm global norm of the gradient if {@link #clipNorm} is given, else not looked at
   * @param exchange with those that update the other slices, for rules that look at whole pieces
   * @param now where the run is at the beginning of this step
   */
  void update(
      FlatVector parameters,
      GradientSource gradient,
      Slice slice,
      double norm,
      SliceExchange exchange,
      Progress now);

  /** Updates a slice that is all that there is. */
  default void update(
      FlatVector parameters, GradientSource gradient, Slice slice, double norm, Progress now) {
    update(parameters, gradient, slice, norm, SliceExchange.ALONE, now);
  }

  /** The weights to evaluate and to keep, where those are not the parameters themselves. */
  default Optional<AveragedWeights> averaged() {
    return Optional.empty();
  }

  /** The bound on the global norm; given: the caller computes the norm before each update. */
  OptionalDouble clipNorm();

  /** Learning rate of the step that begins at {@code now}. */
  double learningRate(Progress now);

  /**
   * What survives a step, by name ({@code adam.m}), each as long as the parameters; a fixed order;
   * live, not copies.
   */
  Map<String, FlatVector> state();
}
