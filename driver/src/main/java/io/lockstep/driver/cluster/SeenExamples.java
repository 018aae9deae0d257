package io.lockstep.driver.cluster;

import io.lockstep.augmentation.AugmentedExamples;
import io.lockstep.data.Batch;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetBuilder;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.MemoryBudget;
import io.lockstep.data.Normalization;
import io.lockstep.data.VirtualShards;
import io.lockstep.driver.source.Part;
import io.lockstep.driver.source.ShardedData;
import io.lockstep.driver.source.ShardedExample;
import io.lockstep.network.Shape;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.PlanWriter;
import io.lockstep.plan.TrainingPlan;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * The first training examples of an epoch, as the steps of a run see them: a task that assembles
 * batches as a worker does, and sends them back.
 */
public final class SeenExamples implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String planText;
  private final ArrayList<Integer> shape;
  private final ExampleForm form;
  private final Normalization normalization;
  private final long examples;
  private final long epoch;
  private final int count;

  private SeenExamples(ShardedData data, TrainingPlan plan, long epoch, int count) {
    this.planText = PlanWriter.write(plan);
    this.shape = new ArrayList<>(data.schema().shape());
    this.form = data.form();
    this.normalization = data.normalization();
    this.examples = data.training();
    this.epoch = epoch;
    this.count = count;
  }

  /**
   * Normalized features, then targets of each of the first examples.
   *
   * @param data sharded for one worker
   * @param epoch from 0
   */
  public static List<float[]> first(ShardedData data, TrainingPlan plan, long epoch, int count) {
    SeenExamples task = new SeenExamples(data, plan, epoch, (int) Math.min(count, data.training()));
    return data.examples().mapPartitions(task::assemble).collect();
  }

  private Iterator<float[]> assemble(Iterator<ShardedExample> partition) {
    TrainingPlan plan = PlanParser.forFrame().parse("plan.yaml", planText, List.of());
    VirtualShards shards = new VirtualShards(plan.data().shards(), examples, plan.seed());
    GlobalBatches places = new GlobalBatches(shards, count, 0, 1);
    Batch batch = new Batch(count, form.width(), form.targetWidth());
    new BatchAssembly(places, reader(plan, training(partition), places)).assemble(epoch, 0, batch);
    float[] features = batch.features().toArray();
    float[] targets = batch.targets().toArray();
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      int from = row * form.width();
      float[] seen = Arrays.copyOfRange(features, from, from + form.width() + form.targetWidth());
      System.arraycopy(targets, row * form.targetWidth(), seen, form.width(), form.targetWidth());
      rows.add(seen);
    }
    return rows.iterator();
  }

  private Dataset training(Iterator<ShardedExample> partition) {
    MemoryBudget budget =
        new MemoryBudget(
            NativeMemory.here(SparkEnv.get().conf()).examplesBytes(),
            Path.of(System.getProperty("java.io.tmpdir")));
    try (DatasetBuilder training = Dataset.builder(form, normalization, budget)) {
      while (partition.hasNext()) {
        ShardedExample next = partition.next();
        if (next.part() == Part.TRAINING) {
          training.append(next.example());
        }
      }
      return training.build();
    }
  }

  private ExampleReader reader(TrainingPlan plan, Dataset training, GlobalBatches places) {
    return plan.augmentation().isEmpty()
        ? training.reader()
        : AugmentedExamples.of(
            plan.augmentation(),
            ModelFit.pictures(new Shape(shape)),
            training,
            places,
            plan.seed());
  }
}
