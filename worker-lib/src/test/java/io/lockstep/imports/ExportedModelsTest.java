package io.lockstep.imports;

import static io.lockstep.network.TestingNetworks.averagePool;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.window;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.network.Engines;
import io.lockstep.network.Initializer;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin.Head;
import io.lockstep.network.Shape;
import io.lockstep.network.TestingNetworks;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The model.zip of a run, written by DL4J's serializer, is read back as the model that it was. */
class ExportedModelsTest {
  private static final LayerSpec.BatchNorm NORM = new LayerSpec.BatchNorm(0.9, 1e-5);

  @Test
  void convolutionsComeBack() throws IOException {
    assertComesBack(
        Shape.image(2, 8, 8),
        TestingNetworks.model(
            conv(3, window(3, 1, 1), Activation.RELU),
            NORM,
            maxPool(window(2, 2, 0)),
            conv(4, window(2, 1, 0), Activation.IDENTITY),
            NORM,
            new LayerSpec.Activate(Activation.ELU),
            averagePool(window(3, 1, 1)),
            new LayerSpec.Dropout(0.25),
            dense(5, Activation.TANH)));
  }

  @Test
  void graphsComeBack() throws IOException {
    assertComesBack(
        Shape.image(2, 8, 8),
        new ModelBuilder()
            .add(conv(3, window(3, 1, 1), Activation.RELU))
            .residual(
                body ->
                    body.add(conv(3, window(3, 1, 1), Activation.IDENTITY))
                        .add(NORM)
                        .add(new LayerSpec.Activate(Activation.RELU)),
                shortcut -> {})
            .add(new LayerSpec.Activate(Activation.RELU))
            .add(TestingNetworks.output())
            .build());
  }

  @Test
  void sequencesComeBack() throws IOException {
    for (Returned returned : Returned.values()) {
      assertComesBack(
          Shape.sequence(5, 3),
          TestingNetworks.model(
              new LayerSpec.Lstm(4, Returned.SEQUENCE, Initialization.XAVIER_UNIFORM, 1),
              new LayerSpec.Lstm(6, returned, Initialization.XAVIER_UNIFORM, 0.5)));
    }
  }

  @Test
  void embeddingsComeBack() throws IOException {
    assertComesBack(
        Shape.ids(5, 7),
        TestingNetworks.model(
            new LayerSpec.Embedding(4),
            new LayerSpec.Lstm(6, Returned.LAST, Initialization.XAVIER_UNIFORM, 1)));
  }

  private static void assertComesBack(Shape input, ModelSpec model) throws IOException {
    NetworkSpec spec = infer(model, input);
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    Initializer.initialize(spec, new Seed(4), parameters);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Engines.named("dl4j").export(spec, parameters, out);
    byte[] file = out.toByteArray();
    Dl4jZip read = Dl4jZip.read(new ByteArrayInputStream(file), file.length, "model.zip");
    NetworkSpec again = infer(read.model(), input);
    assertEquals(
        spec.layers().stream().map(layer -> layer.spec().kind() + layer.sources()).toList(),
        again.layers().stream().map(layer -> layer.spec().kind() + layer.sources()).toList());
    assertEquals(spec.layout(), again.layout());
    FlatVector values = FlatVector.allocate(parameters.length());
    read.parameters().copyTo(again, Head.KEPT, values);
    assertArrayEquals(parameters.toArray(), values.toArray());
  }

  /** The output of a sequence of outputs has as many steps as it. */
  private static NetworkSpec infer(ModelSpec model, Shape input) {
    return NetworkSpec.infer(model, input, 3, NetworkSpec.ANY_STEPS, Loss.CROSS_ENTROPY);
  }
}
