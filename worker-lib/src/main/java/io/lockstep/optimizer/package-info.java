/**
 * Optimizers over slices of flat vectors. Start at {@link io.lockstep.optimizer.Optimizer#of} and
 * {@link io.lockstep.optimizer.OptimizerSpec}; the norm that clipping needs comes from {@link
 * io.lockstep.optimizer.GradientNorm}. Inside, an optimizer is a chain of small gradient transforms
 * in Optax's manner, one file each, that a block of elements at a time goes through. May use
 * parameters, schedule, progress.
 */
package io.lockstep.optimizer;
