package io.lockstep.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * DL4J's own way on Spark: {@code ParameterAveragingTrainingMaster}, workers as threads of {@code
 * local[N]}. The batches lie in files beforehand, one a file, as its "export" - its default and
 * faster than its other way - writes them; so no time goes into that.
 */
@Command(name = "dl4j-spark")
public final class Dl4jSpark implements Callable<Integer> {
  @Mixin PeerOptions options;

  @Option(names = "--every", defaultValue = "1", description = "Steps between two averages.")
  int every;

  @Option(names = "--folder", required = true, description = "For the batches' files.")
  Path folder;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Dl4jSpark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[" + options.workers + "]")
            .setAppName("dl4j-spark")
            .set("spark.ui.enabled", "false")
            .set("spark.ui.showConsoleProgress", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      train(spark);
    }
    return 0;
  }

  private void train(JavaSparkContext spark) throws Exception {
    int batches = (options.warmUp + options.steps) * options.workers;
    List<DataSet> all =
        Dl4jData.batches(
            Pictures.read(options.data, "train"),
            options.work,
            batches,
            options.batch,
            options.seed);
    int first = options.warmUp * options.workers;
    SparkDl4jMultiLayer network =
        new SparkDl4jMultiLayer(spark, Dl4jNetworks.of(options.work, options.seed), master());
    JavaRDD<String> warmUp = saved(spark, all.subList(0, first), folder.resolve("warm-up"));
    JavaRDD<String> rest = saved(spark, all.subList(first, batches), folder.resolve("rest"));
    network.fitPaths(warmUp);
    long started = System.nanoTime();
    network.fitPaths(rest);
    new PeerResult()
        .withSpeed(
            (long) options.steps * options.workers * options.batch, System.nanoTime() - started)
        .with("steps", options.steps)
        .with("every", every)
        .with("parameters", network.getNetwork().numParams())
        .with("lastLoss", network.getScore())
        .with("spark", spark.version())
        .withNd4j()
        .print();
  }

  private ParameterAveragingTrainingMaster master() {
    return new ParameterAveragingTrainingMaster.Builder(options.workers, options.batch)
        .batchSizePerWorker(options.batch)
        .averagingFrequency(every)
        .workerPrefetchNumBatches(2)
        .build();
  }

  /** The names of files with a batch each. */
  private JavaRDD<String> saved(JavaSparkContext spark, List<DataSet> batches, Path target)
      throws IOException {
    Files.createDirectories(target);
    List<String> names = new ArrayList<>();
    for (DataSet batch : batches) {
      Path file = target.resolve(names.size() + ".bin");
      batch.save(file.toFile());
      names.add(file.toUri().toString());
    }
    return spark.parallelize(names, options.workers);
  }
}
