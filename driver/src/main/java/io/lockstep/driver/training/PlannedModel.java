package io.lockstep.driver.training;

import io.lockstep.checks.LockstepException;
import io.lockstep.network.ModelSource;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.TrainingPlan;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** What can be told of a plan's model by its source, before Spark starts. */
public final class PlannedModel {
  private PlannedModel() {}

  /**
   * Reads the source, if it is one of files, and holds it against the plan. It is read again for
   * the run.
   *
   * @param base folder at which relative locations start, with its scheme
   * @return the plan with all layers in it; as it was if a class makes them, which may come by
   *     Spark
   * @throws LockstepException (usage or data) if the source is not there, damaged, or none for this
   *     plan, or if patterns of {@code model.freeze} freeze nothing or everything
   */
  public static TrainingPlan check(TrainingPlan plan, Configuration hadoop, String base) {
    Optional<ModelSource> source = plan.model().origin().source();
    if (source.isEmpty() || source.get().form() == ModelSource.Form.CLASS) {
      return plan;
    }
    ModelResolution found = ModelResolution.of(plan, hadoop, base, PlannedModel::unknown);
    found.plan().model().frozen();
    Optional<NetworkSpec> network = ModelFit.check(found.plan());
    // the vocabulary of text is known when it is read
    network
        .filter(known -> !known.input().isIds() || plan.data().vocabulary().isPresent())
        .ifPresent(known -> found.parameters().ifPresent(start -> start.checkFits(known)));
    return found.plan();
  }

  private static Shape unknown() {
    throw new IllegalStateException("Cannot ask a file for layers of a shape");
  }
}
