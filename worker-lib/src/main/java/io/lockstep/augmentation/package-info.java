/**
 * Changes pictures on their way into a batch, so that an epoch shows each a little differently.
 * Start at {@link io.lockstep.augmentation.AugmentationSpec} (what a plan says) and {@link
 * io.lockstep.augmentation.AugmentedExamples} (where a batch's rows come from). Pictures are
 * changed as they are stored, before normalization, on the thread that assembles batches. Every
 * draw is keyed by seed, epoch and example, so that what a step sees depends neither on the number
 * of workers nor on when it was interrupted. May use data, seed.
 */
package io.lockstep.augmentation;
