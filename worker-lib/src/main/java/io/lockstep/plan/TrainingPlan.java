package io.lockstep.plan;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.schedule.LinearScaling;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.SynchronizationSpec;
import java.util.Optional;

/**
 * Everything that defines a run, as one immutable value. Its text is YAML: {@link PlanParser} and
 * {@link PlanWriter}.
 *
 * @param name letters, digits, {@code . _ -}; names the default output folder
 */
public record TrainingPlan(
    String name,
    DataSpec data,
    AugmentationSpec augmentation,
    ModelSpec model,
    OptimizerSpec optimizer,
    TrainingSpec training,
    SynchronizationSpec synchronization,
    Seed seed,
    String engine,
    OutputSpec output,
    Deadlines deadlines,
    LintSpec lint) {
  /** The version of the plan's text. */
  public static final int VERSION = 1;

  /** The loss of a task whose plan names none. */
  public static Loss lossOf(Task task) {
    return Losses.ALL.stream().filter(loss -> loss.task() == task).findFirst().orElseThrow();
  }

  /** The same with another model. */
  public TrainingPlan with(ModelSpec other) {
    return new TrainingPlan(
        name,
        data,
        augmentation,
        other,
        optimizer,
        training,
        synchronization,
        seed,
        engine,
        output,
        deadlines,
        lint);
  }

  /** Whether its workers could agree in this way instead. */
  public boolean allows(SynchronizationSpec other) {
    return GlobalStatistics.problem(model, other).isEmpty()
        && BoundedNorms.problem(optimizer, other).isEmpty();
  }

  static String checkedName(String name) {
    present(name, "name");
    check(
        name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
        "name",
        "up to 64 letters, digits, . _ -, a letter or a digit first",
        name);
    return name;
  }

  public TrainingPlan {
    checkedName(name);
    present(data, "data");
    present(augmentation, "augmentation");
    present(model, "model");
    present(optimizer, "optimizer");
    present(training, "training");
    present(synchronization, "synchronization");
    present(seed, "seed");
    present(engine, "engine");
    present(output, "output");
    present(deadlines, "deadlines");
    present(lint, "lint");
    check(
        optimizer.scaling().map(LinearScaling::globalBatch).orElse(training.globalBatch())
            == training.globalBatch(),
        "scale-learning-rate",
        "of the global batch " + training.globalBatch(),
        optimizer.scaling());
    Optional<Loss> loss = model.output().loss();
    Optional<String> unshared = GlobalStatistics.problem(model, synchronization);
    check(unshared.isEmpty(), "synchronization", unshared.orElse(""), synchronization);
    Optional<String> unbounded = BoundedNorms.problem(optimizer, synchronization);
    check(unbounded.isEmpty(), "max-norm", unbounded.orElse(""), optimizer.regularization());
    Optional<String> unfit = AugmentationRules.problem(augmentation, data, loss);
    check(unfit.isEmpty(), "augmentation", unfit.orElse(""), augmentation);
    check(
        loss.isEmpty() || loss.get().task() == data.task(),
        "loss",
        "one for the task " + Words.of(data.task()),
        loss.map(Loss::word));
  }
}
