/**
 * Less to send: codecs that turn a gradient into few bytes, and what tells whether that was too
 * few. Start at {@link io.lockstep.compression.CompressionSpec} and {@link
 * io.lockstep.compression.SparseCodec}. Pure functions over blocks and vectors; who sends is {@code
 * synchronization}. May use parameters and kernel.
 */
package io.lockstep.compression;
