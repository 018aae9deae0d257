/**
 * The inner loops over blocks of float32 that everything else is made of: sums over ranks, squares,
 * scaling. {@link io.lockstep.kernel.Kernels#best} gives those of the processor's vector
 * instructions where the JVM has {@code jdk.incubator.vector}, else plain loops with the same bits.
 * May use parameters.
 */
package io.lockstep.kernel;
