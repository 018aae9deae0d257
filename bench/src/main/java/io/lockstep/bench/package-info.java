/**
 * Measures the product against what a user would pick instead, and its own kernels. Start at {@link
 * io.lockstep.bench.Bench}, the command line behind {@code scripts/bench}; how figures are made is
 * in {@code docs/benchmarks.md}. Nothing depends on it.
 */
package io.lockstep.bench;
