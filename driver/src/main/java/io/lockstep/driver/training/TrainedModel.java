package io.lockstep.driver.training;

import io.lockstep.augmentation.ViewSpec;
import io.lockstep.checkpoint.ModelDescription;
import io.lockstep.checkpoint.ModelFolder;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.driver.cluster.StageDescription;
import io.lockstep.driver.source.DataSchema;
import io.lockstep.driver.source.Labels;
import io.lockstep.driver.source.SourceRows;
import io.lockstep.driver.storage.HadoopStorage;
import io.lockstep.evaluation.EvaluationResult;
import io.lockstep.network.NetworkSpec;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The model of a finished run, used by Spark jobs over any data that the run could have been
 * trained on.
 */
public final class TrainedModel {
  private final SparkSession spark;
  private final ModelDescription description;
  private final TrainingPlan plan;
  private final DataSchema schema;
  private final NetworkSpec network;
  private final float[] parameters;
  private final ViewSpec views;

  private TrainedModel(
      SparkSession spark,
      ModelDescription description,
      TrainingPlan plan,
      DataSchema schema,
      NetworkSpec network,
      float[] parameters,
      ViewSpec views) {
    this.spark = spark;
    this.description = description;
    this.plan = plan;
    this.schema = schema;
    this.network = network;
    this.parameters = parameters;
    this.views = views;
  }

  /**
   * Opens a model.
   *
   * @param run folder of the run, with a scheme
   * @throws LockstepException if there is none, or if it is damaged
   */
  public static TrainedModel open(SparkSession spark, String run) throws IOException {
    Storage storage = HadoopStorage.open(run, spark.sparkContext().hadoopConfiguration());
    if (!storage.exists(ModelFolder.NAME)) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use the model of "
              + run
              + ": the folder has no "
              + ModelFolder.NAME
              + "/. Name the output folder of a run that has come to its end.");
    }
    ModelFolder folder = new ModelFolder(storage, ModelFolder.NAME);
    ModelDescription description = folder.description();
    TrainingPlan plan =
        PlanParser.forFrame().parse("the plan in model.json", description.plan(), List.of());
    DataSchema schema = schema(description, plan);
    NetworkSpec network = StageDescription.network(plan, schema.inputShape(), schema.form());
    return new TrainedModel(
        spark,
        description,
        plan,
        schema,
        network,
        folder.parameters(network.layout()).toArray(),
        ViewSpec.PLAIN);
  }

  /**
   * The same model with test-time augmentation: predictions are the mean over views of each
   * picture.
   *
   * @throws LockstepException (64) if it was not trained on pictures, or to make pictures
   */
  public TrainedModel averagedOver(ViewSpec wanted) {
    if (!wanted.equals(ViewSpec.PLAIN) && !schema.inputShape().isImage()) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot average over views (--tta): the model takes examples of the shape "
              + schema.inputShape()
              + ", which are no pictures.");
    }
    if (!wanted.equals(ViewSpec.PLAIN) && schema.task() == Task.RECONSTRUCTION) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot average over views (--tta): what a model makes of a mirrored picture is another"
              + " picture; leave --tta out.");
    }
    return new TrainedModel(spark, description, plan, schema, network, parameters, wanted);
  }

  static DataSchema schema(ModelDescription description, TrainingPlan plan) {
    Task task = Task.valueOf(description.task().toUpperCase(Locale.ROOT).replace('-', '_'));
    return new DataSchema(
        task,
        description.features(),
        description.inputShape(),
        task == Task.REGRESSION || task == Task.RECONSTRUCTION ? List.of() : description.outputs(),
        task == Task.CLASSIFICATION ? 0 : description.outputs().size(),
        plan.data().sequence().orElse(1),
        plan.data().vocabulary(description.outputs().size()));
  }

  /** Names of the classes of a classification; else empty. */
  public List<String> classes() {
    return schema.task() == Task.CLASSIFICATION ? schema.classes() : List.of();
  }

  /**
   * Compares predictions with labels.
   *
   * @param input with a scheme, in the format of the training data
   */
  public EvaluationResult evaluate(String input) {
    try (SourceRows rows = read(input, Labels.REQUIRED)) {
      Inference inference = inference();
      List<double[]> parts = rows.rows().mapPartitions(inference::evaluate).collect();
      EvaluationResult merged = EvaluationResult.none(network);
      for (double[] part : parts) {
        merged = merged.merge(EvaluationResult.ofRow(network, part));
      }
      return merged;
    }
  }

  /** What {@link #predict} found. */
  public record Predictions(long examples, List<String> columns, List<List<String>> first) {}

  /**
   * Predicts.
   *
   * @param input with a scheme, in the format of the training data
   * @param labels whether the rows have labels that go beside the predictions
   * @param output folder that must not exist, with a scheme; empty: only the first rows are shown
   * @param format csv or parquet
   * @param shown how many of the first rows to return
   */
  public Predictions predict(
      String input, Labels labels, Optional<String> output, String format, int shown) {
    try (SourceRows rows = read(input, labels)) {
      PredictionRows shape =
          new PredictionRows(rows.fields(), schema, labels, network.loss().link());
      Inference inference = inference();
      JavaRDD<Row> predicted = rows.rows().mapPartitions(part -> inference.predict(part, shape));
      Dataset<Row> frame = spark.createDataFrame(predicted, shape.schema());
      if (output.isPresent()) {
        frame
            .write()
            .mode(SaveMode.ErrorIfExists)
            .format(format)
            .option("header", "true")
            .save(output.get());
      }
      List<List<String>> first =
          predicted.map(PredictionRows::text).take(shown).stream().map(List::of).toList();
      return new Predictions(rows.count(), List.of(shape.schema().fieldNames()), first);
    }
  }

  private SourceRows read(String input, Labels labels) {
    return SourceRows.read(
        spark, plan.data(), schema, List.of(input), URI.create("file:///"), labels);
  }

  private Inference inference() {
    Broadcast<float[][]> broadcast =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(new float[][] {parameters});
    return new Inference(
        description.plan(),
        schema.shape(),
        schema.form(),
        NormalizationJson.read(description.normalization()),
        broadcast,
        views);
  }
}
