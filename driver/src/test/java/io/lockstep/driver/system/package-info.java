/**
 * Lockstep as a user has it: the application jar, the scripts, real Spark processes. Start with
 * {@link io.lockstep.driver.system.LockstepProcess} for one run of a command and {@link
 * io.lockstep.driver.system.TestingCluster} for a standalone cluster to run it on. Tests here end
 * in {@code IT}: failsafe runs them once the jar and the assembled Spark exist.
 */
package io.lockstep.driver.system;
