/**
 * What a run reports ({@link io.lockstep.metrics.Metric}) and where that goes: metrics.jsonl,
 * TensorBoard. May use progress.
 */
package io.lockstep.metrics;
