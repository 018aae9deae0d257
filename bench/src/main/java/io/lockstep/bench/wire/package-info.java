/**
 * What the network collective reaches of a plain socket's bandwidth, with the same bytes, in the
 * same run. Start at {@link io.lockstep.bench.wire.WireBenchmark}, behind {@code scripts/bench
 * wire}. May use the driver's transport, Spark's configuration, collective and parameters.
 */
package io.lockstep.bench.wire;
