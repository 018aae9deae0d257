package io.lockstep.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.checks.LockstepException;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Loss;
import io.lockstep.network.ModelSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Configurations that DL4J wrote, layer by layer. */
class Dl4jConfigurationTest {
  private static ModelSpec read(String json) throws IOException {
    return Dl4jConfiguration.read(new ByteArrayInputStream(json.getBytes(UTF_8)), "net.json");
  }

  @Test
  void everyLayerBecomesOurs() throws IOException {
    ModelSpec model = read(Dl4jModels.convolutions().getLayerWiseConfigurations().toJson());
    Size2d one = Size2d.square(1);
    Size2d two = Size2d.square(2);
    Size2d none = Size2d.square(0);
    assertEquals(
        List.of(
            new LayerSpec.Conv2d(
                4,
                new Window(Size2d.square(3), one, one),
                Activation.RELU,
                Initialization.XAVIER,
                Bias.YES),
            new LayerSpec.BatchNorm(0.9, 1e-3),
            new LayerSpec.Pool(Pooling.MAX, new Window(two, two, none)),
            new LayerSpec.Conv2d(
                5,
                new Window(new Size2d(2, 3), one, new Size2d(1, 0)),
                Activation.IDENTITY,
                Initialization.XAVIER,
                Bias.NO),
            new LayerSpec.BatchNorm(0.9, 1e-5),
            new LayerSpec.Activate(Activation.TANH),
            new LayerSpec.Pool(Pooling.AVERAGE, new Window(new Size2d(2, 1), one, none)),
            new LayerSpec.Dropout(1 - 0.7),
            new LayerSpec.Dropout(1 - 0.8),
            new LayerSpec.Dense(6, Activation.LEAKY_RELU, Initialization.XAVIER, Bias.YES),
            new LayerSpec.Output(
                OptionalInt.of(3), Optional.of(Loss.CROSS_ENTROPY), Initialization.XAVIER)),
        model.layers());
  }

  @Test
  void whatCannotBeSaidHereIsNamed() throws IOException {
    assertRefused(
        "layer 0: it is a LocalResponseNormalization; of DL4J's layers Lockstep reads",
        new LocalResponseNormalization());
    assertRefused(
        "layer 0: 'convolutionMode' is Same with kernel 2x2 and stride 1x1, which pads one side",
        new ConvolutionLayer.Builder(2, 2).nOut(2).convolutionMode(ConvolutionMode.Same).build());
    assertRefused(
        "layer 0: its kernel is dilated",
        new ConvolutionLayer.Builder(2, 2).nOut(2).dilation(2, 2).build());
    assertRefused(
        "layer 0: 'poolingType' is PNORM; Lockstep has MAX and AVG",
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM).pnorm(2).build());
    assertRefused(
        "layer 0: 'avgPoolIncludePadInDivisor' is false, and Lockstep has true alone where there"
            + " is padding",
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
            .padding(1, 1)
            .kernelSize(3, 3)
            .build());
    assertRefused(
        "layer 0: its dropout is GaussianDropout",
        new DenseLayer.Builder().nOut(2).dropOut(new GaussianDropout(0.5)).build());
    assertRefused(
        "layer 0: its activation is ActivationSwish; Lockstep has [ActivationELU,",
        new DenseLayer.Builder()
            .nOut(2)
            .activation(org.nd4j.linalg.activations.Activation.SWISH)
            .build());
    assertRefused(
        "layer 0: it has constraints, which Lockstep does not do",
        new DenseLayer.Builder().nOut(2).constrainWeights(new MaxNormConstraint(1, 1)).build());
    assertRefused(
        "net.json: it draws weights by WeightInitUniform, which Lockstep does not have",
        new DenseLayer.Builder().nOut(2).weightInit(WeightInit.UNIFORM).build());
  }

  @Test
  void verticesBecomeLayersWithNamesAndSources() throws IOException {
    ModelSpec model = read(Dl4jModels.branches().toJson());
    assertEquals(
        List.of("conv2d", "dropout", "conv2d", "batch-norm", "add", "concat", "output"),
        model.layers().stream().map(LayerSpec::kind).toList());
    assertEquals(
        List.of(
            List.of(-1),
            List.of(0),
            List.of(1),
            List.of(2),
            List.of(3, 0),
            List.of(4, 2),
            List.of(5)),
        model.sources());
    assertEquals(
        List.of("at-0", "branch-in", "branch", "norm", "sum", "both", "out"),
        model.wires().stream().map(wire -> wire.name().orElseThrow()).toList());
  }

  @Test
  void graphsThatCannotBeSaidHereAreRefused() {
    String json = Dl4jModels.branches().toJson();
    assertRefused(
        "it is a Foreign; of DL4J's vertices", json.replace("graph.MergeVertex", "graph.Foreign"));
    assertRefused("'op' is \"Max\", and Lockstep has Add", json.replace("\"Add\"", "\"Max\""));
    assertRefused(
        "it reads 'x', which is not before it",
        json.replace("[ \"in\" ]", "[ \"x\" ]").replaceFirst("\\[ \"x\" ]", "[ \"in\" ]"));
    assertRefused(
        "it has 2 inputs",
        json.replace("\"networkInputs\" : [ \"in\" ]", "\"networkInputs\" : [ \"in\", \"x\" ]"));
  }

  private static void assertRefused(String message, String json) {
    LockstepException refusal = assertThrows(LockstepException.class, () -> read(json));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
  }

  @Test
  void whatIsNoConfigurationIsRefused() {
    for (String text : new String[] {"", "null", "[]", "{}", "{\"confs\": 3}", "{\"confs\": []}"}) {
      LockstepException refusal = assertThrows(LockstepException.class, () -> read(text));
      assertTrue(refusal.getMessage().startsWith("Cannot use the model net.json: "), text);
    }
  }

  private static void assertRefused(String message, Layer first) {
    String json =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(first)
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutional(8, 8, 2))
            .build()
            .toJson();
    assertRefused(message, json);
  }
}
