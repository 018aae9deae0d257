/**
 * Where a run is ({@link io.lockstep.progress.Progress}) and lengths of training ({@link
 * io.lockstep.progress.Span}). Uses the JDK and checks only.
 */
package io.lockstep.progress;
