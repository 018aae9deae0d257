/**
 * Examples on their way to a network: what a plan says about them ({@link
 * io.lockstep.data.DataSpec}), which worker computes which example when ({@link
 * io.lockstep.data.VirtualShards}, {@link io.lockstep.data.GlobalBatches}), where they are kept
 * ({@link io.lockstep.data.Dataset}) and what a network reads ({@link io.lockstep.data.Batch}). May
 * use seed, parameters.
 */
package io.lockstep.data;
