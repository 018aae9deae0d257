package io.lockstep.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.Batch;
import io.lockstep.network.Engines;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Origin.Head;
import io.lockstep.network.Shape;
import io.lockstep.network.Wire;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Models of Keras 2.2, tf.keras 2.15 and Keras 3 predict what PyTorch computes from the same
 * weights; damaged and hostile files are refused. {@code keras_files.py} beside the files wrote
 * them, by h5py on HDF5's own library in the layout of Keras' {@code save_model_to_hdf5}.
 */
class KerasH5Test {
  private static final String CONVOLUTIONS = "keras3-convolutions.h5";
  private static final String FUNCTIONAL = "keras2-functional.h5";
  private static final String SEQUENCES = "keras2-sequences.h5";
  private static final String DIGITS = "keras2-digits.h5";

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = KerasH5Test.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  private static KerasH5 read(byte[] file) throws IOException {
    return KerasH5.read(new ByteArrayInputStream(file), file.length, "net.h5");
  }

  @Test
  void predictsWhatPyTorchComputesFromTheSameWeights() throws IOException {
    JsonNode reference = new ObjectMapper().readTree(bytes("keras-reference.json"));
    for (JsonNode model : reference.path("models")) {
      KerasH5 read = read(bytes(model.path("file").asText()));
      assertArrayEquals(
          floats(model.path("predictions")),
          predictions(read, model),
          2e-5f,
          model.path("file").asText());
    }
    assertEquals(5, reference.path("models").size());
  }

  private static float[] predictions(KerasH5 read, JsonNode model) {
    List<Integer> sizes = new ArrayList<>();
    model.path("shape").forEach(size -> sizes.add(size.asInt()));
    Shape shape = new Shape(sizes, model.path("vocabulary").asInt());
    int outputs = model.path("outputs").asInt();
    Loss loss = read.model().output().loss().orElseThrow();
    NetworkSpec spec = NetworkSpec.infer(read.model(), shape, outputs, loss);
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    assertEquals(spec.layout(), read.parameters().layout());
    read.parameters().copyTo(spec, Head.KEPT, parameters);
    float[] features = floats(model.path("features"));
    int rows = features.length / shape.elements();
    Batch batch = new Batch(rows, shape.elements(), outputs);
    batch.rows(rows);
    batch.features().copyFrom(features);
    FlatVector predictions = FlatVector.allocate(rows * outputs);
    try (Network network =
        Engines.named("dl4j")
            .bind(spec, parameters, FlatVector.allocate(parameters.length()), rows, new Seed(1))) {
      network.predict(batch, predictions);
    }
    return predictions.toArray();
  }

  private static float[] floats(JsonNode numbers) {
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers.get(i).asDouble();
    }
    return floats;
  }

  @Test
  void lossIsThatOfTheCompiledModelElseThatOfTheActivation() throws IOException {
    assertEquals(Optional.of(new Loss.CrossEntropy(.125)), loss(bytes(CONVOLUTIONS)));
    assertEquals(Optional.of(Loss.MSE), loss(bytes(FUNCTIONAL)));
    assertEquals(Optional.of(Loss.CROSS_ENTROPY), loss(bytes(SEQUENCES)));
    assertEquals(Optional.of(Loss.CROSS_ENTROPY), loss(bytes(DIGITS)));
    byte[] huber =
        changed(FUNCTIONAL, "\"loss\": \"mse\", \"metrics\": null", "\"loss\": \"huber\"");
    assertEquals(Optional.of(new Loss.Huber(1)), loss(huber));
    byte[] none = changed(FUNCTIONAL, "\"loss\": \"mse\"", "\"loss\": null");
    assertEquals(Optional.empty(), loss(none));
    byte[] named = changed(FUNCTIONAL, "\"mse\", \"metrics\": null", "{\"value\": \"mae\"}");
    assertEquals(Optional.of(new Loss.AbsoluteError()), loss(named));
    byte[] linear = changed(DIGITS, "\"activation\": \"softmax\"", "\"activation\": \"linear\"");
    String plain =
        "\"sparse_categorical_crossentropy\", \"metrics\": [\"acc\"], \"sample_weight_mode\": null";
    String logits =
        "{\"class_name\":\"SparseCategoricalCrossentropy\",\"config\":{\"from_logits\":true}}";
    assertEquals(Optional.of(Loss.CROSS_ENTROPY), loss(changed(linear, plain, logits)));
    String delta = "{\"class_name\":\"Huber\",\"config\":{\"delta\":2,\"reduction\":\"auto\"}}";
    assertEquals(Optional.of(new Loss.Huber(2)), loss(changed(linear, plain, delta)));
    assertRefused(
        "its loss is a sum over the batch", changed(linear, plain, delta.replace("auto", "sum")));
    assertRefused(
        "its loss is \"sparse_categorical_crossentropy\" after the activation linear", linear);
    assertRefused(
        "layer 'dense_1' (Dense): its loss is", changed(CONVOLUTIONS, "Categorical", "Focal"));
    assertRefused(
        "(from logits); compile it with a loss that Lockstep has",
        changed(CONVOLUTIONS, "\"from_logits\": false", "\"from_logits\": true"));
  }

  private static Optional<Loss> loss(byte[] file) throws IOException {
    return read(file).model().output().loss();
  }

  @Test
  void layersKeepKerasNamesSoThatTheyCanBeFrozenByThem() throws IOException {
    List<String> names =
        read(bytes(FUNCTIONAL)).model().wires().stream().map(w -> w.name().orElse("")).toList();
    assertEquals(
        List.of(
            "stem", "body", "bn", "sum", "act", "wide", "narrow", "both", "drop", "mean", "value"),
        names);
    Wire sum = read(bytes(FUNCTIONAL)).model().wires().get(3);
    assertEquals(List.of("stem", "bn"), sum.from());
  }

  @Test
  void aModelThatEndsWithoutAnOutputNeedsAHead() throws IOException {
    byte[] features = changed(DIGITS, "\"activation\": \"softmax\"", "\"activation\": \"relu\"");
    KerasH5 read = read(features);
    assertEquals(Optional.empty(), read.model().output().loss());
    NetworkSpec spec = NetworkSpec.infer(read.model(), Shape.flat(64), 4, Loss.CROSS_ENTROPY);
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    read.parameters().copyTo(spec, Head.REPLACED, parameters);
    LockstepException refusal =
        assertThrows(
            LockstepException.class, () -> read.parameters().copyTo(spec, Head.KEPT, parameters));
    assertTrue(refusal.getMessage().contains("set model.replace-head: true"), refusal.getMessage());
  }

  @Test
  void layersThatAreNotThereAreNamedAndNeverLoaded() throws IOException {
    assertRefused(
        "layer 'dropout' (Lambda): of Keras' layers Lockstep reads InputLayer, Dense,",
        changed(CONVOLUTIONS, "\"class_name\": \"Dropout\"", "\"class_name\": \"Lambda\""));
    assertRefused(
        "Its code is not read, let alone run",
        changed(CONVOLUTIONS, "\"class_name\": \"Dropout\"", "\"class_name\": \"Lambda\""));
    assertRefused(
        "A model within a model is not read",
        changed(
            CONVOLUTIONS,
            "\"class_name\": \"SpatialDropout2D\"",
            "\"class_name\": \"Sequential\""));
    assertRefused(
        "(os.system)",
        changed(
            CONVOLUTIONS, "\"class_name\": \"SpatialDropout2D\"", "\"class_name\": \"os.system\""));
    assertRefused(
        "it is a Subclassed",
        changed(CONVOLUTIONS, "\"Sequential\", \"config\"", "\"Subclassed\",\"config\""));
  }

  @Test
  void settingsThatWouldComputeSomethingElseAreNamed() throws IOException {
    assertRefused(
        "layer 'conv2d' (Conv2D): 'data_format' is \"channels_first\"",
        changed(
            CONVOLUTIONS,
            "\"padding\": \"same\", \"data_format\": \"channels_last\"",
            "\"padding\":\"same\", \"data_format\":\"channels_first\""));
    assertRefused(
        "its kernel is dilated",
        changed(CONVOLUTIONS, "\"dilation_rate\": [1, 1]", "\"dilation_rate\": [2, 2]"));
    assertRefused(
        "its activation is 'gelu'; in hidden layers",
        changed(CONVOLUTIONS, "\"activation\": \"tanh\"", "\"activation\": \"gelu\""));
    assertRefused(
        "layer 'batch_normalization' (BatchNormalization): 'axis' is 1, not the last one",
        changed(CONVOLUTIONS, "\"axis\": -1, \"epsilon\"", "\"axis\": 1, \"epsilon\""));
    assertRefused("'scale' is false", changed(CONVOLUTIONS, "\"scale\": true", "\"scale\":false"));
    assertRefused(
        "layer 'lstm' (LSTM): its activations are tanh and relu",
        changed(
            SEQUENCES,
            "\"recurrent_activation\": \"sigmoid\"",
            "\"recurrent_activation\": \"relu\""));
    assertRefused(
        "layer 'lstm' (LSTM): it has a kernel_constraint",
        changed(SEQUENCES, "\"kernel_constraint\": null", "\"kernel_constraint\": 12"));
    assertRefused(
        "with kernel 3 and stride 2 for size 8, which pads one side more",
        changed(FUNCTIONAL, "[null, 7, 9, 2]", "[null, 8, 9, 2]"));
    assertRefused(
        "it flattens images of any size",
        changed(CONVOLUTIONS, "[null, 6, 8, 2]", "[null,null,8,2]"));
    assertRefused(
        "layer 'stem' (Conv2D): it is called with options",
        changed(
            FUNCTIONAL,
            "\"inbound_nodes\": [[[\"images\", 0, 0, {}",
            "\"inbound_nodes\":[[[\"images\",0,0,{\"\":1}"));
  }

  @Test
  void wrongSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
    assertRefused(
        "layer 'dense' (Dense): its weight in the file has the shape [12, 6], where the model's"
            + " layers make it [12, 7]",
        changed(CONVOLUTIONS, "\"units\": 6", "\"units\": 7"));
    String initializer =
        "\"kernel_initializer\": {\"module\": \"keras.initializers\", \"class_name\": \"GlorotUniform\"";
    String units = "\"units\": 6, \"activation\": \"elu\", \"use_bias\": true, ";
    assertRefused(
        "layers make it [12, 2000000000]",
        changed(
            CONVOLUTIONS,
            units + initializer,
            "\"units\": 2000000000, \"activation\": \"elu\", \"use_bias\": true, \"k\": {\"x\": 1"));
    assertRefused(
        "layer 'lstm' (LSTM): its sizes are larger than any vector",
        changed(
            SEQUENCES,
            "\"unroll\": false, \"time_major\": false, \"units\": 6",
            "\"units\": 1073741826"));
    assertRefused(
        "layer 'dense' (Dense): 'units' is -6",
        changed(CONVOLUTIONS, "\"units\": 6,", "\"units\":-6,"));
    assertRefused(
        "its weights in the file are [dense/kernel:0, dense/bias:0], where it has [kernel]",
        changed(
            SEQUENCES,
            "\"units\": 3, \"activation\": \"softmax\", \"use_bias\": true",
            "\"units\": 3, \"activation\": \"relu\", \"use_bias\": false"));
  }

  @Test
  void whatIsNoWholeModelOfKerasIsRefused() throws IOException {
    assertRefused("it is no HDF5 file", new byte[600]);
    assertRefused(
        "save it as HDF5: model.save('model.h5')", "PK\3\4 a .keras file".getBytes(ISO_8859_1));
    assertRefused("has weights alone", changed(DIGITS, "model_config", "model_confix"));
    assertRefused(
        "it has no group 'model_weights'", changed(DIGITS, "model_weights", "model_weightx"));
    assertRefused("the file has no weights for it", changed(DIGITS, "dense_2\0", "dense_x\0"));
    assertRefused(
        "it is no JSON",
        changed(DIGITS, "{\"class_name\": \"Sequential\"", "{\"class_name\": \"Sequ"));
    assertRefused(
        "it has two layers of the name 'dense_1'",
        changed(DIGITS, "\"name\": \"dense_2\"", "\"name\": \"dense_1\""));
  }

  @Test
  void aModelWithoutInputIsTakenAsItWasBuilt() throws IOException {
    byte[] file = changed(CONVOLUTIONS, "\"batch_shape\"", "\"x\"");
    assertEquals(read(bytes(CONVOLUTIONS)).model(), read(file).model());
    assertRefused(
        "begin with an Input of that shape", changed(FUNCTIONAL, "\"batch_input_shape\"", "\"x\""));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] file = bytes(CONVOLUTIONS);
    for (int length = 0; length < file.length; length += 499) {
      assertRefused("Cannot use the model net.h5: it ", Arrays.copyOf(file, length));
    }
  }

  @Test
  void everyChangedByteIsRefusedOrGivesAModel() throws IOException {
    byte[] file = bytes(SEQUENCES);
    SplittableRandom random = new SplittableRandom(8);
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      byte[] damaged = file.clone();
      for (int i = 0; i < 8; i++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        read(damaged);
      } catch (LockstepException e) {
        refused++;
      }
    }
    assertTrue(refused > 60, "only " + refused + " of 300 were refused");
  }

  /** The first place of a text replaced by one that is not longer, and spaces. */
  private static byte[] changed(String file, String from, String to) throws IOException {
    return changed(bytes(file), from, to);
  }

  private static byte[] changed(byte[] file, String from, String to) {
    String whole = new String(file, ISO_8859_1);
    assertTrue(whole.contains(from), from);
    assertTrue(to.length() <= from.length(), to);
    int at = whole.indexOf(from);
    String padded = to + " ".repeat(from.length() - to.length());
    return (whole.substring(0, at) + padded + whole.substring(at + from.length()))
        .getBytes(ISO_8859_1);
  }

  private static void assertRefused(String message, byte[] file) {
    LockstepException refusal = assertThrows(LockstepException.class, () -> read(file));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    assertTrue(
        refusal.exitCode() == ExitCode.DATA || refusal.exitCode() == ExitCode.USAGE,
        refusal.exitCode().toString());
  }
}
