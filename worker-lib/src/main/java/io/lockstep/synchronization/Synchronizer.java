package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.HostMemory;
import io.lockstep.compression.CompressionSpec;
import io.lockstep.optimizer.GradientNorm;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import java.util.Map;

/**
 * When workers agree, and on what. A step calls {@link #beforeUpdate}, then the optimizer on {@link
 * #slice} if {@link #updates}, then {@link #afterUpdate}. Used by one thread.
 */
public sealed interface Synchronizer
    permits GradientSharing, CompressedGradientSharing, ParameterAveraging {
  /**
   * The synchronizer of a specification.
   *
   * @param layout of the parameters
   * @param norm when the optimizer needs the norm
   */
  static Synchronizer of(
      SynchronizationSpec spec,
      Collective collective,
      ParameterLayout layout,
      NormNeeded norm,
      RunLength length,
      StepTimer timer) {
    GradientNorm gradientNorm = new GradientNorm(layout);
    if (spec instanceof SynchronizationSpec.ParameterAveraging averaging) {
      return new ParameterAveraging(collective, gradientNorm, averaging.every(), length, timer);
    }
    if (spec instanceof SynchronizationSpec.GradientSharing sharing
        && sharing.compression().isPresent()) {
      CompressionSpec compression = sharing.compression().get();
      return new CompressedGradientSharing(collective, layout, compression, norm, timer);
    }
    return new GradientSharing(collective, gradientNorm, norm, timer);
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
   * What {@link #place} and the gradient take of the memory that a host's workers share.
   *
   * @param length of the parameters
   * @param stateVectors of the optimizer
   */
  static HostMemory memory(SynchronizationSpec spec, int length, int stateVectors) {
    return spec instanceof SynchronizationSpec.GradientSharing
        ? new HostMemory(length, 1, 1 + stateVectors, 0)
        : new HostMemory(length, 2 + stateVectors, 0, 0);
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

  /** Steps since the agreement before; complete whenever {@link #agreed}. */
  StepJournal journal();

  /**
   * At an agreement: makes the whole optimizer state available to every worker. All workers call
   * it.
   */
  void completeState(Map<String, FlatVector> state);

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
