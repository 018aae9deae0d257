package io.lockstep.driver.training;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.driver.memory.ExecutorMemory;
import io.lockstep.driver.memory.MemoryPlan;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;

/**
 * A run that is about to make its first step.
 *
 * @param plan its name
 * @param output the run's folder, for people
 * @param master as Spark writes it
 * @param engine for people: name, version, device
 * @param parameters count of all that the network learns
 * @param length of the whole run
 * @param from where it begins: at 0, or at a checkpoint
 * @param memory that an executor is going to take
 * @param limits what it may take
 */
public record RunDescription(
    String plan,
    String output,
    String master,
    int workers,
    String engine,
    long parameters,
    RunLength length,
    Progress from,
    MemoryPlan memory,
    ExecutorMemory limits) {
  public RunDescription {
    present(plan, "plan");
    present(output, "output");
    present(master, "master");
    atLeast(workers, 1, "workers");
    present(engine, "engine");
    atLeast(parameters, 0, "parameters");
    present(length, "length");
    present(from, "progress");
    present(memory, "memory");
    present(limits, "limits");
  }

  /** Training examples n. */
  public long examples() {
    return from.examplesPerEpoch();
  }
}
