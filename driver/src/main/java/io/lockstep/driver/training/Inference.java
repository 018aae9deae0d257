package io.lockstep.driver.training;

import io.lockstep.data.Batch;
import io.lockstep.data.BatchWriter;
import io.lockstep.data.Example;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.Normalization;
import io.lockstep.driver.cluster.StageDescription;
import io.lockstep.driver.source.SourceRow;
import io.lockstep.network.Engines;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** A model on its way to tasks, and how they run it over their rows, batch by batch. */
final class Inference implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int ROWS = 256;

  private final String planText;
  private final List<Integer> shape;
  private final ExampleForm form;
  private final Normalization normalization;
  private final Broadcast<float[][]> parameters;

  Inference(
      String planText,
      List<Integer> shape,
      ExampleForm form,
      Normalization normalization,
      Broadcast<float[][]> parameters) {
    this.planText = planText;
    this.shape = new ArrayList<>(shape);
    this.form = form;
    this.normalization = normalization;
    this.parameters = parameters;
  }

  /** What is done with each batch of a partition. */
  @FunctionalInterface
  interface Visitor {
    /**
     * A batch.
     *
     * @param rows of the source, as many as the batch has
     */
    void visit(List<SourceRow> rows, Batch batch);
  }

  /** What looks at a partition: made once a task, around the network. */
  @FunctionalInterface
  interface Task<T> extends Serializable {
    Iterator<T> run(Network network, Batches batches);
  }

  /** The batches of a partition. */
  @FunctionalInterface
  interface Batches {
    void forEach(Visitor visitor);
  }

  static int maxRows() {
    return ROWS;
  }

  /** Runs a task over a partition. */
  <T> Iterator<T> run(Iterator<SourceRow> partition, Task<T> task) {
    TrainingPlan plan = PlanParser.forFrame().parse("plan.yaml", planText, List.of());
    NetworkSpec spec = StageDescription.network(plan, new Shape(shape), form);
    FlatVector vector = FlatVector.copyOf(parameters.value()[0]);
    try (Network network =
        Engines.named(plan.engine())
            .bind(spec, vector, FlatVector.allocate(vector.length()), ROWS, plan.seed())) {
      Batch batch = new Batch(ROWS, spec.input().elements(), spec.outputs());
      BatchWriter writer = new BatchWriter(form, normalization);
      return task.run(network, visitor -> visit(partition, batch, writer, visitor));
    }
  }

  private static void visit(
      Iterator<SourceRow> partition, Batch batch, BatchWriter writer, Visitor visitor) {
    while (partition.hasNext()) {
      List<SourceRow> rows = new ArrayList<>(ROWS);
      while (partition.hasNext() && rows.size() < ROWS) {
        SourceRow row = partition.next();
        Example example = row.example();
        rows.add(row);
        if (example.targets().length == 0) {
          writer.write(example.features(), batch, rows.size() - 1);
        } else {
          writer.write(example, batch, rows.size() - 1);
        }
      }
      batch.rows(rows.size());
      visitor.visit(rows, batch);
    }
  }
}
