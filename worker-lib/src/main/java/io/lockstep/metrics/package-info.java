/**
 * What a run reports ({@link io.lockstep.metrics.Metric}) and where that goes ({@link
 * io.lockstep.metrics.MetricSink}): metrics.jsonl ({@link io.lockstep.metrics.JsonLines}, read
 * again by {@link io.lockstep.metrics.MetricsReader}) and TensorBoard ({@link
 * io.lockstep.metrics.TensorBoardEvents}). May use progress, storage and Jackson.
 */
package io.lockstep.metrics;
