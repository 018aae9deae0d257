package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.averagePool;
import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Dl4jModelFileTest {
  @TempDir private Path folder;

  @Test
  void plainDl4jLoadsTheZipAndPredictsTheSame() throws Exception {
    for (NetworkSpec spec : networks()) {
      Network ours = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(3));
      Batch batch = batch(spec, 6, 9);
      ours.forwardBackward(batch, Progress.start(10));
      FlatVector outputs = FlatVector.allocate(6 * spec.outputs());
      ours.predict(batch, outputs);
      Path zip = write(spec, ours.parameters());

      MultiLayerNetwork loaded = MultiLayerNetwork.load(zip.toFile(), false);
      assertArrayEquals(
          PlainDl4j.values(loaded.output(PlainDl4j.features(batch, spec.input()), false)),
          outputs.toArray(),
          1e-6f);
      assertArrayEquals(PlainDl4j.values(loaded.params()), ours.parameters().toArray());
    }
  }

  @Test
  void theZipHoldsConfigurationAndCoefficientsOnly() throws Exception {
    NetworkSpec spec = networks().get(0);
    Network ours = TestingNetworks.bind(new Dl4jEngine(), spec, new Seed(3));
    try (ZipFile zip = new ZipFile(write(spec, ours.parameters()).toFile())) {
      assertEquals(
          List.of("configuration.json", "coefficients.bin"),
          zip.stream().map(ZipEntry::getName).toList());
      String json =
          new String(
              zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes(),
              java.nio.charset.StandardCharsets.UTF_8);
      assertEquals(-1, json.indexOf("lockstep"), "plain DL4J does not know our classes: " + json);
    }
  }

  @Test
  void hasNoZipForALossThatDl4jDoesNotHave() {
    NetworkSpec poisson = network(Shape.flat(4), 3, new Loss.Poisson());
    NetworkSpec mae = network(Shape.flat(4), 3, new Loss.AbsoluteError());
    assertEquals(
        Optional.of("DL4J has no loss that is poisson"), new Dl4jEngine().exportProblem(poisson));
    assertEquals(Optional.empty(), new Dl4jEngine().exportProblem(mae));
  }

  @Test
  void hasNoZipForANormalizationThatDl4jDoesNotHave() {
    NetworkSpec network =
        network(Shape.flat(4), 3, Loss.CROSS_ENTROPY, new LayerSpec.LayerNorm(1e-5));
    assertEquals(
        Optional.of("DL4J has no layer that is layer-norm"),
        new Dl4jEngine().exportProblem(network));
  }

  private static List<NetworkSpec> networks() {
    return List.of(
        network(
            Shape.image(2, 9, 9),
            3,
            Loss.CROSS_ENTROPY,
            conv(4, window(3, 1, 1), Activation.RELU),
            maxPool(window(3, 2, 1)),
            conv(5, window(2, 1, 0), Activation.IDENTITY),
            new LayerSpec.BatchNorm(0.9, 1e-3),
            new LayerSpec.Activate(Activation.RELU),
            averagePool(window(2, 2, 1)),
            new LayerSpec.SpatialDropout(0.25),
            new LayerSpec.Dropout(0.5),
            dense(7, Activation.GELU)),
        network(Shape.flat(6), 3, new Loss.BinaryCrossEntropy(0.1)),
        network(Shape.flat(6), 3, new Loss.KlDivergence()),
        network(Shape.image(1, 4, 4), 2, Loss.MSE, dense(5, Activation.RELU)),
        network(Shape.flat(6), 1, Loss.MSE, dense(5, Activation.SELU)));
  }

  private Path write(NetworkSpec spec, FlatVector parameters) throws Exception {
    Path zip = folder.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      Dl4jModelFile.write(spec, parameters, out);
    }
    return zip;
  }
}
