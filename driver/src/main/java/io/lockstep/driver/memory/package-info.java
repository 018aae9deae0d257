/**
 * How much memory a run needs ({@link io.lockstep.driver.memory.MemoryPlan}), how much a process
 * may take ({@link io.lockstep.driver.memory.ExecutorMemory}), whether the one fits the other
 * ({@link io.lockstep.driver.memory.MemoryCheck}), and how much it took ({@link
 * io.lockstep.driver.memory.MeasuredMemory}). Arithmetic: knows neither Spark nor an engine's
 * insides. docs/memory.md is the page for people.
 */
package io.lockstep.driver.memory;
