/**
 * Optimizers as chains of small transforms over slices of flat vectors. Start at {@link
 * io.lockstep.optimizer.Optimizer} and {@link io.lockstep.optimizer.OptimizerSpec}. May use
 * parameters, schedule, progress.
 */
package io.lockstep.optimizer;
