/**
 * {@link io.lockstep.kernel.Kernels} in the Vector API (JEP 414). Found by {@link
 * java.util.ServiceLoader}, and only looked for where the JVM was started with {@code --add-modules
 * jdk.incubator.vector}.
 */
package io.lockstep.kernel.vector;
