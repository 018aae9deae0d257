/**
 * What outlives a run on disk: full training states ({@link
 * io.lockstep.checkpoint.CheckpointStore}, {@link io.lockstep.checkpoint.TrainingState}) and the
 * model ({@link io.lockstep.checkpoint.ModelFolder}), as safetensors and JSON. May use parameters,
 * progress, storage (and plan, optimizer, synchronization) and Jackson.
 *
 * <p>Nothing that is read is trusted: every size and offset is checked before memory is taken for
 * it, digests are compared, and no class is ever resolved by name.
 */
package io.lockstep.checkpoint;
