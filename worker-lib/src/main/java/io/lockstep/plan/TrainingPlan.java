package io.lockstep.plan;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.data.DataSpec;
import io.lockstep.network.ModelSpec;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.SynchronizationSpec;

/**
 * Everything that defines a run, as one immutable value. Its text is YAML: {@link PlanParser} and
 * {@link PlanWriter}.
 *
 * @param name letters, digits, {@code . _ -}; names the default output folder
 */
public record TrainingPlan(
    String name,
    DataSpec data,
    ModelSpec model,
    OptimizerSpec optimizer,
    TrainingSpec training,
    SynchronizationSpec synchronization,
    Seed seed,
    String engine,
    OutputSpec output,
    Deadlines deadlines) {
  /** The version of the plan's text. */
  public static final int VERSION = 1;

  public TrainingPlan {
    present(name, "name");
    check(
        name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
        "name",
        "up to 64 letters, digits, . _ -",
        name);
    present(data, "data");
    present(model, "model");
    present(optimizer, "optimizer");
    present(training, "training");
    present(synchronization, "synchronization");
    present(seed, "seed");
    present(engine, "engine");
    present(output, "output");
    present(deadlines, "deadlines");
  }
}
