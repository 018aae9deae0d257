package io.lockstep.bench.peer;

import java.util.List;
import java.util.concurrent.Callable;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Plain {@code MultiLayerNetwork.fit} in one process: what somebody has who uses DL4J without
 * Spark. Threads are OMP_NUM_THREADS, or all cores as ND4J would have it.
 */
@Command(name = "dl4j-fit")
public final class Dl4jFit implements Callable<Integer> {
  @Mixin PeerOptions options;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Dl4jFit()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Pictures pictures = Pictures.read(options.data, "train");
    int steps = options.warmUp + options.steps;
    List<DataSet> batches =
        Dl4jData.batches(pictures, options.work, steps, options.batch, options.seed);
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4jNetworks.of(options.work, options.seed));
    network.init();
    fit(network, batches.subList(0, options.warmUp));
    long started = System.nanoTime();
    fit(network, batches.subList(options.warmUp, steps));
    new PeerResult()
        .withSpeed((long) options.steps * options.batch, System.nanoTime() - started)
        .with("steps", options.steps)
        .with("parameters", network.numParams())
        .with("lastLoss", network.score())
        .withNd4j()
        .print();
    return 0;
  }

  /** One pass over the batches, prefetched by DL4J's own thread as always. */
  private void fit(MultiLayerNetwork network, List<DataSet> batches) {
    network.fit(new ListDataSetIterator<>(batches, options.batch));
  }
}
