package io.lockstep.bench.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Spark's own MultilayerPerceptronClassifier, 784-128-10 on MNIST by L-BFGS: seconds of the fit
 * that first reaches an accuracy on the test pictures. It tells no accuracy on its way, so fits of
 * growing length are tried, each from the same beginning, and the first that is long enough counts,
 * by itself: without the shorter ones, without reading and without evaluation.
 */
@Command(name = "mlpc")
public final class SparkMlpc implements Callable<Integer> {
  @Mixin PeerOptions options;

  @Option(names = "--accuracy", defaultValue = "0.97")
  double accuracy;

  @Option(names = "--iterations", split = ",", required = true, description = "To try, ascending.")
  List<Integer> ladder;

  @Option(names = "--block-size", defaultValue = "128", description = "Rows a matrix holds.")
  int blockSize;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SparkMlpc()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[" + options.workers + "]")
            .appName("mlpc")
            .config("spark.ui.enabled", false)
            .config("spark.ui.showConsoleProgress", false)
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      return climb(spark, frame(spark, "train"), frame(spark, "t10k"));
    }
  }

  private int climb(SparkSession spark, Dataset<Row> train, Dataset<Row> test) {
    List<String> tried = new ArrayList<>();
    for (int iterations : ladder) {
      long started = System.nanoTime();
      MultilayerPerceptronClassificationModel model = classifier(iterations).fit(train);
      double seconds = (System.nanoTime() - started) / 1e9;
      double reached =
          new MulticlassClassificationEvaluator()
              .setMetricName("accuracy")
              .evaluate(model.transform(test));
      tried.add(iterations + " iterations, " + seconds + " s: " + reached);
      System.err.println(tried.get(tried.size() - 1));
      if (reached >= accuracy) {
        new PeerResult()
            .with("seconds", seconds)
            .with("iterations", iterations)
            .with("accuracy", reached)
            .with("tried", tried)
            .with("spark", spark.version())
            .print();
        return 0;
      }
    }
    System.err.println("Cannot reach " + accuracy + ": " + tried);
    return 1;
  }

  private MultilayerPerceptronClassifier classifier(int iterations) {
    return new MultilayerPerceptronClassifier()
        .setLayers(new int[] {784, 128, 10})
        .setMaxIter(iterations)
        .setBlockSize(blockSize)
        .setSeed(options.seed);
  }

  /** Pixels in 0..1, in memory, a partition a worker. */
  private Dataset<Row> frame(SparkSession spark, String kind) throws IOException {
    Pictures pictures = Pictures.read(options.data, kind);
    List<Row> rows = new ArrayList<>();
    for (int picture = 0; picture < pictures.count(); picture++) {
      double[] pixels = new double[pictures.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = pictures.pixel(picture, i) / 255.0;
      }
      rows.add(
          RowFactory.create(
              (double) pictures.labels()[picture], Vectors.dense(pixels).compressed()));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    Dataset<Row> frame = spark.createDataFrame(rows, schema).repartition(options.workers).cache();
    frame.count();
    return frame;
  }
}
