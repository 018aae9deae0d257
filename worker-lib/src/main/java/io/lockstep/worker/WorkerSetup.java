package io.lockstep.worker;

import io.lockstep.decision.Reactions;
import io.lockstep.network.Network;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.plan.OutputSpec;
import io.lockstep.plan.TrainingSpec;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.synchronization.Control;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.Synchronizer;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a worker works with. Everything is there and agreed upon: the parameters of all replicas are
 * the same.
 *
 * @param start where the run is
 * @param rank of this worker; rank 0 speaks for all
 * @param length of the run
 * @param batches of the training part, this worker's, from {@code start} on
 * @param statistics measures those of batch normalization for averages that need it; empty: none do
 * @param validation evaluates the parameters together with the other workers
 * @param reactions to evaluations
 * @param checkpoints writes checkpoints; called on rank 0 alone
 * @param listener told of rank 0's steps and events
 * @param control the word from outside; rank 0's counts
 * @param clock nanoseconds
 */
public record WorkerSetup(
    TrainingSpec training,
    OutputSpec output,
    Progress start,
    int rank,
    RunLength length,
    Prefetch batches,
    Network network,
    Optimizer optimizer,
    Synchronizer synchronizer,
    StepTimer timer,
    Optional<FreshStatistics> statistics,
    Validation validation,
    Reactions reactions,
    Checkpoints checkpoints,
    WorkerListener listener,
    Supplier<Control> control,
    LongSupplier clock) {}
