package io.lockstep.driver.training;

import io.lockstep.checkpoint.ModelDescription;
import io.lockstep.checkpoint.ModelFolder;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.cluster.StageDescription;
import io.lockstep.driver.source.DataSchema;
import io.lockstep.driver.storage.HadoopStorage;
import io.lockstep.driver.storage.Locations;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.StartParameters;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The model of a finished run of ours, to start another one from. */
final class SavedRun {
  private static final String DESCRIPTION = "model.json";

  private SavedRun() {}

  /**
   * Reads the model.
   *
   * @param location of a run's folder or of its {@code model} folder, with a scheme
   */
  static StartModel read(String location, Configuration hadoop) {
    try {
      ModelFolder folder = folder(location, hadoop);
      ModelDescription description = folder.description();
      TrainingPlan plan =
          PlanParser.forFrame().parse("the plan in model.json", description.plan(), List.of());
      DataSchema schema = TrainedModel.schema(description, plan);
      NetworkSpec network = StageDescription.network(plan, schema.inputShape(), schema.form());
      return new StartModel(
          plan.model(),
          folder.sha256(),
          Optional.of(
              new StartParameters(
                  location, network.layout(), folder.parameters(network.layout()))));
    } catch (IOException | IllegalArgumentException e) {
      throw new LockstepException(
          ExitCode.USAGE, "Cannot read the model " + location + ": " + e.getMessage(), e);
    }
  }

  private static ModelFolder folder(String location, Configuration hadoop) throws IOException {
    Storage storage = HadoopStorage.open(location, hadoop);
    if (storage.exists(ModelFolder.NAME + "/" + DESCRIPTION)) {
      return new ModelFolder(storage, ModelFolder.NAME);
    }
    if (storage.exists(DESCRIPTION)) {
      Storage parent = HadoopStorage.open(Locations.folder(location), hadoop);
      return new ModelFolder(parent, Locations.name(location));
    }
    throw new LockstepException(
        ExitCode.USAGE,
        "Cannot start from "
            + location
            + ": it has neither model/model.json nor model.json. Name the output folder of a run"
            + " that has come to its end, its model folder, or a DL4J model file (.zip).");
  }
}
