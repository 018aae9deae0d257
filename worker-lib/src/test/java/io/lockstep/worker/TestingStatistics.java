package io.lockstep.worker;

import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
import io.lockstep.data.BatchAssembly;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.VirtualShards;
import io.lockstep.network.Engines;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.PartlyTrained;
import io.lockstep.network.TrainedPart;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.StepTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Statistics of a network's batch normalizations, by workers that are threads and do nothing else.
 *
 * @param data from which examples come by their number
 * @param batch examples of a step over all workers
 * @param examples n
 */
record TestingStatistics(
    NetworkSpec network, TestingExamples data, int shards, int batch, int examples) {
  private static final Seed SEED = new Seed(5);
  private static final AtomicInteger NAMES = new AtomicInteger();

  /**
   * What each of the workers measures, in the order of their ranks.
   *
   * @param parameters frozen ones included
   */
  List<double[]> measure(FlatVector parameters, int workers) throws Exception {
    String name = "statistics-" + NAMES.incrementAndGet();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<double[]>> futures = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        Collective collective =
            InProcessGroup.join(
                name, rank, workers, new Waiting(Duration.ofSeconds(60), () -> false));
        futures.add(threads.submit(() -> measure(parameters, collective)));
      }
      List<double[]> values = new ArrayList<>();
      for (Future<double[]> future : futures) {
        values.add(future.get(60, TimeUnit.SECONDS));
      }
      return values;
    } finally {
      threads.shutdownNow();
    }
  }

  private double[] measure(FlatVector all, Collective collective) {
    GlobalBatches places =
        new GlobalBatches(
            new VirtualShards(shards, examples, SEED), batch, collective.rank(), collective.size());
    FlatVector trained = FlatVector.allocate(network.trained().length());
    TrainedPart.of(network).gather(all, trained);
    try (collective;
        Network bound =
            PartlyTrained.bind(
                Engines.named("dl4j")
                    .among(new CollectiveStatistics(collective, new StepTimer(System::nanoTime))),
                network,
                all.toArray(),
                trained,
                FlatVector.allocate(trained.length()),
                places.maxRows(),
                SEED)) {
      BatchAssembly assembly =
          new BatchAssembly(
              places, (epoch, index, into, row) -> data.copy(places.idOf(index), into, row));
      return new FreshStatistics(assembly, examples, places.maxRows(), bound).measure();
    }
  }
}
