/**
 * Lockstep on Spark. In a program: {@link io.lockstep.driver.Lockstep}; at the command line: {@code
 * driver.cli}. Packages: {@code source} reads data, {@code cluster} puts workers on barrier tasks,
 * {@code transport} connects them over the network, {@code storage} is Hadoop's FileSystem, {@code
 * training} is one run, {@code config} merges what the command line gives.
 */
package io.lockstep.driver;
