package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.HostMemory;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.optimizer.SliceExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When workers agree, and on what. A step calls {@link #beforeUpdate}, then the optimizer on {@link
 * #slice} if {@link #updates}, then {@link #afterUpdate}. Used by one thread.
 */
public sealed interface Synchronizer
    permits GradientSharing, CompressedGradientSharing, ParameterAveraging, PostLocal {
  /** The synchronizer of a specification; all workers call it alike. */
  static Synchronizer of(SynchronizationSpec spec, SynchronizerSetup setup) {
    if (spec instanceof SynchronizationSpec.GradientSharing sharing) {
      return sharing.compression().isPresent()
          ? new CompressedGradientSharing(sharing.compression().get(), setup)
          : GradientSharing.of(setup);
    }
    SynchronizationSpec.ParameterAveraging averaging =
        (SynchronizationSpec.ParameterAveraging) spec;
    ParameterAveraging later = new ParameterAveraging(averaging, setup);
    return averaging.startAfter().isEmpty()
        ? later
        : new PostLocal(
            setup,
            GradientSharing.of(setup),
            later,
            averaging.startAfter().get().toSteps(setup.length().stepsPerEpoch()));
  }

  /**
   * A vector of zeros for parameters or a part of the optimizer state: once a host where replicas
   * are always the same, else each worker's own. All workers call it alike.
   */
  static FlatVector place(SynchronizationSpec spec, Collective collective, int length) {
    return spec instanceof SynchronizationSpec.GradientSharing
        ? collective.replicated(length)
        : collective.individual(length);
  }

  /**
   * What {@link #place}, the gradient and the synchronizer take of the memory that a host's workers
   * share.
   *
   * @param layout of the parameters
   * @param stateVectors of the optimizer
   */
  static HostMemory memory(SynchronizationSpec spec, ParameterLayout layout, int stateVectors) {
    if (spec instanceof SynchronizationSpec.GradientSharing sharing) {
      return sharing
          .compression()
          .map(how -> CompressedGradientSharing.memory(how, layout, stateVectors))
          .orElseGet(() -> new HostMemory(layout.length(), 1, 1 + stateVectors, 0));
    }
    return new HostMemory(layout.length(), 2 + stateVectors, spec.state().size(), 0);
  }

  /** When the global norm of the gradient must be known. */
  enum NormNeeded {
    /**
     * Before the update: gradients are clipped. One more exchange a step under gradient sharing.
     */
    BEFORE_UPDATE,
    /** For the metrics only; it rides along with the parameters. */
    FOR_METRICS
  }

  /** What this worker's optimizer updates. */
  Slice slice();

  /**
   * Makes the mean gradient of the local sums, within the slice: {@link #gradient}.
   *
   * @param gradient sum over this worker's examples
   * @param lossSum sum over this worker's examples
   * @param examples of this worker
   * @param globalExamples of this step over all workers (b_s)
   */
  void beforeUpdate(FlatVector gradient, double lossSum, int examples, long globalExamples);

  /** What the optimizer is to read: the mean gradient, once, after {@link #beforeUpdate}. */
  GradientSource gradient();

  /** Whether this worker has anything to update with. */
  boolean updates();

  /**
   * Global norm of the gradient that the optimizer is about to see; only where clipping needs it.
   */
  double norm();

  /** With those that update the other slices, between {@link #beforeUpdate} and its end. */
  SliceExchange exchange();

  /**
   * Brings parameters (and optimizer state) into agreement where this step ends in one.
   *
   * @param next where the run is after this step
   */
  void afterUpdate(FlatVector parameters, Map<String, FlatVector> state, Progress next);

  /**
   * Whether the last step ended in an agreement: all replicas are the same, and the journal is
   * complete.
   */
  boolean agreed();

  /**
   * Steps since the agreement before; complete whenever {@link #agreed}. Not always the same one:
   * ask again after each step.
   */
  StepJournal journal();

  /**
   * At an agreement: makes the whole of the optimizer's state, and of {@link #state}, available to
   * every worker. All workers call it.
   *
   * @param state of the optimizer
   */
  void completeState(Map<String, FlatVector> state);

  /**
   * What of the synchronizer's own survives an agreement, by the names of {@link
   * SynchronizationSpec#state}; live, zeros at first, complete like the optimizer's.
   */
  default Map<String, FlatVector> state() {
    return Map.of();
  }

  /** The optimizer's state and the synchronizer's own: with the parameters, all to be kept. */
  default Map<String, FlatVector> stateWith(Map<String, FlatVector> optimizer) {
    Map<String, FlatVector> all = new LinkedHashMap<>(optimizer);
    all.putAll(state());
    return Collections.unmodifiableMap(all);
  }

  /**
   * At an agreement: what of compression survives a step; the vectors on rank 0 alone. All workers
   * call it.
   */
  default CompressionState gatherCompression() {
    return CompressionState.NONE;
  }

  /**
   * Goes on from where another synchronizer of the same specification was, before the first step.
   *
   * @param state with all its vectors, on every rank
   */
  default void restore(CompressionState state) {}
}
