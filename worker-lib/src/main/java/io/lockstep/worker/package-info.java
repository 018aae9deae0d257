/**
 * What a worker does: the loop ({@link io.lockstep.worker.Worker}) and its body ({@link
 * io.lockstep.worker.WorkerStep}). Knows neither Spark nor engine; N workers can be N threads. May
 * use every other package of this library.
 */
package io.lockstep.worker;
