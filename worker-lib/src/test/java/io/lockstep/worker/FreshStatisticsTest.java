package io.lockstep.worker;

import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Batch;
import io.lockstep.data.GlobalBatches;
import io.lockstep.data.VirtualShards;
import io.lockstep.network.Engines;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSource.Form;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Statistics measured anew, against PyTorch's update_bn ({@code update_bn.py} made the values). */
class FreshStatisticsTest {
  private static final Seed SEED = new Seed(5);
  private static final int BATCH = 8;
  private static final int SHARDS = 8;

  private static NetworkSpec chain(Statistics statistics, LayerSpec... inBetween) {
    ModelBuilder model =
        new ModelBuilder()
            .add(conv(3, window(3, 1, 1), Activation.IDENTITY))
            .add(new LayerSpec.BatchNorm(0.9, 1e-3, statistics))
            .add(new LayerSpec.Activate(Activation.TANH));
    for (LayerSpec layer : inBetween) {
      model.add(layer);
    }
    return NetworkSpec.infer(
        model
            .add(dense(4, Activation.IDENTITY))
            .add(new LayerSpec.BatchNorm(0.9, 1e-5, statistics))
            .add(new LayerSpec.Activate(Activation.TANH))
            .add(TestingNetworks.output())
            .build(),
        Shape.image(2, 4, 4),
        3,
        Loss.CROSS_ENTROPY);
  }

  /** As in {@code graph_reference.py}. */
  private static NetworkSpec residual(Statistics statistics) {
    return TestingNetworks.graph(
        Shape.image(2, 8, 8),
        3,
        Loss.CROSS_ENTROPY,
        normalized(statistics, new ModelBuilder(), 4, 3, 1)
            .add(new LayerSpec.Activate(Activation.RELU))
            .residual(
                body ->
                    normalized(
                        statistics,
                        normalized(statistics, body, 6, 3, 2)
                            .add(new LayerSpec.Activate(Activation.RELU)),
                        6,
                        3,
                        1),
                shortcut -> normalized(statistics, shortcut, 6, 1, 2))
            .add(new LayerSpec.Activate(Activation.RELU))
            .residual(body -> normalized(statistics, body, 6, 3, 1), none -> {})
            .add(new LayerSpec.GlobalPool(LayerSpec.Pooling.AVERAGE)));
  }

  private static ModelBuilder normalized(
      Statistics statistics, ModelBuilder model, int filters, int kernel, int stride) {
    return model
        .add(conv(filters, window(kernel, stride, kernel / 2), Activation.IDENTITY))
        .add(new LayerSpec.BatchNorm(0.9, 1e-5, statistics));
  }

  private static JsonNode reference() throws IOException {
    try (InputStream in =
        FreshStatisticsTest.class.getResourceAsStream("/io/lockstep/network/update-bn.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static float feature(long i) {
    return (float) (Math.cos(0.7 * i) + Math.sin(i / 50.0));
  }

  /** The formula of the script over the trained pieces; statistics are nonsense. */
  private static FlatVector parameters(NetworkSpec spec, JsonNode scales) {
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    parameters.fill(5);
    int number = 0;
    int next = 0;
    for (Piece piece : spec.layout().pieces()) {
      if (piece.kind().trained()) {
        double scale = scales.get(next++).asDouble();
        for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
          parameters.set(i, (float) (Math.sin(++number) * scale));
        }
      }
    }
    return parameters;
  }

  private static TestingStatistics testing(NetworkSpec spec, int batch, int examples) {
    return new TestingStatistics(spec, FreshStatisticsTest::copy, SHARDS, batch, examples);
  }

  private static void copy(long id, Batch batch, int row) {
    for (int i = 0; i < batch.width(); i++) {
      batch.features().set(row * batch.width() + i, feature(id * batch.width() + i));
    }
  }

  private static double[] expected(JsonNode statistics) {
    List<Double> all = new ArrayList<>();
    statistics.forEach(piece -> piece.forEach(value -> all.add(value.asDouble())));
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void batchesAreThoseThatPyTorchHad() throws IOException {
    GlobalBatches batches = new GlobalBatches(new VirtualShards(SHARDS, 24, SEED), BATCH, 0, 1);
    int[] indices = new int[BATCH];
    List<List<Long>> ours = new ArrayList<>();
    for (int step = 0; step < 3; step++) {
      batches.select(0, step * BATCH, indices);
      ours.add(Arrays.stream(indices).mapToObj(batches::idOf).toList());
    }
    List<List<Long>> theirs = new ArrayList<>();
    for (JsonNode batch : reference().get("batches")) {
      List<Long> ids = new ArrayList<>();
      batch.forEach(id -> ids.add(id.asLong()));
      theirs.add(ids);
    }
    assertEquals(theirs, ours);
  }

  @Test
  void valuesEqualPyTorchsForAnyNumberOfWorkersAndEitherKindOfStatistics() throws Exception {
    for (JsonNode reference : reference().get("networks")) {
      double[] expected = expected(reference.get("statistics"));
      for (Statistics kind : Statistics.values()) {
        NetworkSpec spec =
            reference.get("name").asText().equals("chain") ? chain(kind) : residual(kind);
        FlatVector parameters = parameters(spec, reference.get("scales"));
        for (int workers : new int[] {1, 2, 3, 4}) {
          for (double[] values : testing(spec, BATCH, 24).measure(parameters, workers)) {
            assertArrayEquals(expected, values, 2e-6, reference.get("name") + " " + kind);
          }
        }
      }
    }
  }

  @Test
  void workersWithoutExamplesJoinIn() throws Exception {
    // Of different widths, so that another order would not do.
    NetworkSpec spec =
        TestingNetworks.graph(
            Shape.image(2, 8, 8),
            3,
            Loss.CROSS_ENTROPY,
            new ModelBuilder()
                .residual(
                    body ->
                        normalized(
                            Statistics.WORKER,
                            normalized(
                                Statistics.WORKER,
                                normalized(Statistics.WORKER, body, 3, 3, 1),
                                5,
                                3,
                                1),
                            4,
                            3,
                            1),
                    shortcut -> normalized(Statistics.WORKER, shortcut, 4, 1, 1))
                .add(new LayerSpec.GlobalPool(LayerSpec.Pooling.AVERAGE)));
    FlatVector parameters = TestingNetworks.bind(Engines.named("dl4j"), spec, SEED).parameters();
    // Batches of 3 over 8 shards: most of 5 workers have none.
    double[] one = testing(spec, 3, 20).measure(parameters, 1).get(0);
    for (double[] values : testing(spec, 3, 20).measure(parameters, 5)) {
      assertArrayEquals(one, values, 2e-6);
    }
  }

  @Test
  void eachExampleCountsOnceInAShortLastBatchToo() throws Exception {
    NetworkSpec spec =
        network(
            Shape.flat(2),
            3,
            Loss.CROSS_ENTROPY,
            new LayerSpec.BatchNorm(0.9, 1e-5),
            dense(3, Activation.TANH));
    FlatVector parameters = TestingNetworks.bind(Engines.named("dl4j"), spec, SEED).parameters();
    double[] sums = new double[2];
    for (int i = 0; i < 2 * 21; i++) {
      sums[i % 2] += feature(i);
    }
    double[] values = testing(spec, BATCH, 21).measure(parameters, 2).get(0);
    assertEquals(sums[0] / 21, values[0], 1e-6);
    assertEquals(sums[1] / 21, values[1], 1e-6);
  }

  @Test
  void dropoutIsOff() throws Exception {
    NetworkSpec plain = chain(Statistics.WORKER);
    FlatVector parameters = parameters(plain, reference().get("networks").get(0).get("scales"));
    NetworkSpec dropping = chain(Statistics.WORKER, new LayerSpec.Dropout(0.5));
    assertArrayEquals(
        testing(plain, BATCH, 24).measure(parameters, 1).get(0),
        testing(dropping, BATCH, 24).measure(parameters, 1).get(0));
  }

  @Test
  void frozenNormalizationsStayAsTheyAreAndOthersSeeWhatTheyMake() throws Exception {
    Origin origin =
        new Origin(
            Optional.of(new ModelSource(Form.START_FROM, "runs/a", Optional.empty())),
            List.of("0-*"),
            Origin.Head.KEPT);
    List<LayerSpec> layers =
        List.of(
            new LayerSpec.BatchNorm(0.9, 1e-5),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            TestingNetworks.output());
    NetworkSpec spec =
        NetworkSpec.infer(new ModelSpec(layers).from(origin), Shape.flat(2), 3, Loss.CROSS_ENTROPY);
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    parameters.fill(2);
    double[] values = testing(spec, BATCH, 21).measure(parameters, 2).get(0);
    assertEquals(4, values.length);
    double sum = 0;
    for (int i = 0; i < 21; i++) {
      sum += 2 * (feature(2L * i) - 2) / Math.sqrt(2 + 1e-5) + 2;
    }
    assertEquals(sum / 21, values[0], 1e-6);
  }
}
