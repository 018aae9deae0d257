package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.optimizer.Optimizer;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.synchronization.CompressionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run needs to go on as if it had never stopped. The vectors are the live ones, not
 * copies: nobody may change them while the state is saved.
 *
 * @param progress where the run was: an agreement
 * @param layout of the parameters and of each vector of optimizer state
 * @param parameters of the network
 * @param optimizer state of optimizer and synchronizer by name, each as long as the parameters
 * @param compression what of compression survives a step; each vector as long as the parameters
 * @param run everything else
 */
public record TrainingState(
    Progress progress,
    ParameterLayout layout,
    FlatVector parameters,
    Map<String, FlatVector> optimizer,
    CompressionState compression,
    RunState run) {
  public TrainingState {
    present(progress, "progress");
    present(compression, "compression");
    present(run, "run");
    optimizer = Collections.unmodifiableMap(new LinkedHashMap<>(optimizer));
    checkLength("parameters", parameters, layout);
    optimizer.forEach((name, vector) -> checkLength(name, vector, layout));
    compression.vectors().forEach((name, vector) -> checkLength(name, vector, layout));
  }

  /** Of a run that does not compress. */
  public TrainingState(
      Progress progress,
      ParameterLayout layout,
      FlatVector parameters,
      Map<String, FlatVector> optimizer,
      RunState run) {
    this(progress, layout, parameters, optimizer, CompressionState.NONE, run);
  }

  /** Names of the state vectors that a run of a plan has, in their order. */
  public static List<String> names(TrainingPlan plan, ParameterLayout layout, RunLength length) {
    List<String> names =
        new ArrayList<>(Optimizer.of(plan.optimizer(), layout, length).state().keySet());
    names.addAll(plan.synchronization().state());
    return List.copyOf(names);
  }

  /**
   * The weights that an evaluation sees at this moment: parameters, or the optimizer's averages.
   */
  public FlatVector evaluated(TrainingPlan plan, RunLength length) {
    Optimizer fresh = Optimizer.of(plan.optimizer(), layout, length);
    if (fresh.averaged().isEmpty()) {
      return parameters;
    }
    fresh.state().forEach((name, vector) -> vector.copyFrom(optimizer.get(name)));
    FlatVector weights = FlatVector.copyOf(parameters.toArray());
    fresh.averaged().get().replace(weights, Slice.all(weights.length()));
    return weights;
  }

  private static void checkLength(String field, FlatVector vector, ParameterLayout layout) {
    check(vector.length() == layout.length(), field, "length " + layout.length(), vector.length());
  }
}
