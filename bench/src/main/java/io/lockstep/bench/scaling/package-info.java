/**
 * What one more worker costs: runs with 1 to 16 workers over the network collective, and a cost
 * model fitted to them ({@link io.lockstep.bench.scaling.ScalingModel}).
 */
package io.lockstep.bench.scaling;
