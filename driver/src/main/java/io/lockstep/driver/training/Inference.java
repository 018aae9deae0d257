package io.lockstep.driver.training;

import io.lockstep.augmentation.ViewSpec;
import io.lockstep.augmentation.Views;
import io.lockstep.data.Batch;
import io.lockstep.data.BatchWriter;
import io.lockstep.data.Example;
import io.lockstep.data.ExampleForm;
import io.lockstep.data.Normalization;
import io.lockstep.driver.cluster.StageDescription;
import io.lockstep.driver.source.SourceRow;
import io.lockstep.evaluation.AveragedViews;
import io.lockstep.evaluation.Evaluator;
import io.lockstep.network.Engines;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.plan.ModelFit;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;

/** A model on its way to tasks, and how they run it over their rows, batch by batch. */
final class Inference implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int ROWS = 256;

  private final String planText;
  private final ArrayList<Integer> shape;
  private final ExampleForm form;
  private final Normalization normalization;
  private final Broadcast<float[][]> parameters;
  private final ViewSpec views;

  /**
   * @param shape of one example
   * @param parameters as the one array in it
   * @param views of each picture, over which predictions are averaged
   */
  Inference(
      String planText,
      List<Integer> shape,
      ExampleForm form,
      Normalization normalization,
      Broadcast<float[][]> parameters,
      ViewSpec views) {
    this.planText = planText;
    this.shape = new ArrayList<>(shape);
    this.form = form;
    this.normalization = normalization;
    this.parameters = parameters;
    this.views = views;
  }

  /** Makes something of a row and the network's outputs for it. */
  @FunctionalInterface
  interface RowFunction<T> extends Serializable {
    T apply(SourceRow row, double[] outputs);
  }

  /**
   * The numbers of an {@link io.lockstep.evaluation.EvaluationResult} of a partition, as its one
   * element.
   */
  Iterator<double[]> evaluate(Iterator<SourceRow> partition) {
    try (Network network = bind()) {
      Evaluator evaluator = new Evaluator(network, ROWS);
      Batches batches = new Batches(partition, network.spec());
      while (partition.hasNext()) {
        batches.next();
        evaluator.add(batches.batch);
      }
      return List.of(evaluator.result().row()).iterator();
    }
  }

  /** Predicts as rows are asked for, so that no more than a batch of them is in memory. */
  <T> Iterator<T> predict(Iterator<SourceRow> partition, RowFunction<T> function) {
    Network network = bind();
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> network.close());
    return new Predicted<>(partition, network, function);
  }

  private Network bind() {
    TrainingPlan plan = PlanParser.forFrame().parse("plan.yaml", planText, List.of());
    NetworkSpec spec = StageDescription.network(plan, new Shape(shape), form);
    FlatVector vector = FlatVector.copyOf(parameters.value()[0]);
    Network network =
        Engines.named(plan.engine())
            .bind(spec, vector, FlatVector.allocate(vector.length()), ROWS, plan.seed());
    return views.equals(ViewSpec.PLAIN)
        ? network
        : new AveragedViews(network, new Views(views, ModelFit.pictures(new Shape(shape))), ROWS);
  }

  /** A partition's rows, gathered into one batch again and again. */
  private final class Batches {
    private final Iterator<SourceRow> partition;
    private final Batch batch;
    private final BatchWriter writer = new BatchWriter(form, normalization);

    Batches(Iterator<SourceRow> partition, NetworkSpec spec) {
      this.partition = partition;
      this.batch = new Batch(ROWS, spec.input().elements(), spec.outputs());
    }

    List<SourceRow> next() {
      List<SourceRow> rows = new ArrayList<>(ROWS);
      while (partition.hasNext() && rows.size() < ROWS) {
        SourceRow row = partition.next();
        write(row.example(), rows.size());
        rows.add(row);
      }
      batch.rows(rows.size());
      return rows;
    }

    private void write(Example example, int row) {
      if (example.targets().length < form.storedTargets()) {
        writer.write(example.features(), batch, row);
      } else {
        writer.write(example, batch, row);
      }
    }
  }

  private final class Predicted<T> implements Iterator<T> {
    private final Iterator<SourceRow> partition;
    private final Network network;
    private final RowFunction<T> function;
    private final Batches batches;
    private final FlatVector outputs;
    private Iterator<T> ready = Collections.emptyIterator();

    Predicted(Iterator<SourceRow> partition, Network network, RowFunction<T> function) {
      this.partition = partition;
      this.network = network;
      this.function = function;
      this.batches = new Batches(partition, network.spec());
      this.outputs = FlatVector.allocate(ROWS * network.spec().outputs());
    }

    @Override
    public boolean hasNext() {
      return ready.hasNext() || partition.hasNext();
    }

    @Override
    public T next() {
      if (!ready.hasNext()) {
        ready = predict().iterator();
      }
      return ready.next();
    }

    private List<T> predict() {
      List<SourceRow> rows = batches.next();
      network.predict(batches.batch, outputs);
      int width = network.spec().outputs();
      List<T> predicted = new ArrayList<>(rows.size());
      for (int row = 0; row < rows.size(); row++) {
        double[] values = new double[width];
        for (int i = 0; i < width; i++) {
          values[i] = outputs.get(row * width + i);
        }
        predicted.add(function.apply(rows.get(row), values));
      }
      return predicted;
    }
  }
}
