package io.lockstep.driver.training;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.ModelDescription;
import io.lockstep.checkpoint.ModelFolder;
import io.lockstep.checkpoint.TrainingState;
import io.lockstep.driver.source.ShardedData;
import io.lockstep.network.Engine;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.TrainedPart;
import io.lockstep.parameters.FlatVector;
import io.lockstep.plan.PlanHash;
import io.lockstep.plan.PlanWriter;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.RunLength;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes {@code model/} from the best checkpoint, or from the last one if nothing was evaluated.
 */
final class ModelWriter {
  private final Storage storage;
  private final TrainingPlan plan;
  private final ShardedData data;
  private final NetworkSpec network;
  private final FlatVector drawn;

  /**
   * @param drawn all parameters as the run began with them; frozen ones still are
   */
  ModelWriter(
      Storage storage, TrainingPlan plan, ShardedData data, NetworkSpec network, FlatVector drawn) {
    this.storage = storage;
    this.plan = plan;
    this.data = data;
    this.network = network;
    this.drawn = drawn;
  }

  /**
   * Writes the model.
   *
   * @param last step of the last checkpoint
   * @param state names of its vectors, as the checkpoint has them
   * @param length of the run
   * @param values of the best evaluation
   */
  void write(
      Engine engine,
      long last,
      Collection<String> state,
      RunLength length,
      Map<String, Double> values,
      Map<String, String> libraries)
      throws IOException {
    CheckpointStore store = new CheckpointStore(storage, plan.output().keepCheckpoints());
    long step =
        store.manifest(CheckpointStore.name(last)).run().best().map(b -> b.step()).orElse(last);
    TrainingState best = store.load(CheckpointStore.name(step), network.trained(), state);
    FlatVector parameters = FlatVector.copyOf(drawn.toArray());
    TrainedPart.of(network).scatter(best.evaluated(plan, length), parameters);
    new ModelFolder(storage, ModelFolder.NAME)
        .save(description(step, values, libraries), network.layout(), parameters);
    if (engine.exportProblem(network).isEmpty()) {
      storage.write(
          ModelFolder.NAME + "/model.zip", out -> engine.export(network, parameters, out));
    }
  }

  private ModelDescription description(
      long step, Map<String, Double> values, Map<String, String> libraries) {
    return new ModelDescription(
        PlanWriter.write(plan),
        PlanHash.of(plan).toString(),
        data.fingerprint(),
        data.schema().task().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        network.loss().word(),
        data.schema().shape(),
        data.schema().columns(),
        outputs(),
        NormalizationJson.write(data.normalization()),
        step,
        values,
        libraries);
  }

  /** Names of the classes, or numbered names of the targets. */
  private List<String> outputs() {
    return data.classes().isEmpty()
        ? IntStream.range(0, data.schema().targets()).mapToObj(i -> "target_" + i).toList()
        : data.classes();
  }
}
