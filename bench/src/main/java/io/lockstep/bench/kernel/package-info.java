/**
 * Benchmarks of single parts by JMH, run by {@code scripts/bench kernels}: the collective, the
 * optimizer, the gradient's norm, the codecs, batch assembly. Start at {@link
 * io.lockstep.bench.kernel.CollectiveBenchmark}.
 */
package io.lockstep.bench.kernel;
