/**
 * The sides of a contest: the product as a user runs it, and its peers, each in processes of its
 * own. Start at {@link io.lockstep.bench.side.ProductSide} and {@link
 * io.lockstep.bench.side.Peers}.
 */
package io.lockstep.bench.side;
