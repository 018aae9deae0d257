/**
 * Models: what a plan names ({@link io.lockstep.network.ModelSpec}), what follows from it and the
 * data ({@link io.lockstep.network.NetworkSpec}), and what computes it ({@link
 * io.lockstep.network.Engine}, {@link io.lockstep.network.Network}). A second engine is one more
 * implementation of these two and one row in the plan's table of engines. May use parameters, data,
 * seed, progress.
 */
package io.lockstep.network;
