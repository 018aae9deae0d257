package io.lockstep.imports;

import static io.lockstep.imports.KerasFlow.ANY;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.hdf5.Hdf5Exception;
import io.lockstep.imports.KerasFlow.Form;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Keras' layers one after the other, as ours, with their parameters. What Keras has as a layer and
 * we do not (input, flatten, an activation that does nothing) passes on what it reads.
 */
final class KerasLayers {
  private static final String KNOWN =
      "InputLayer, Dense, Conv2D, MaxPooling2D, AveragePooling2D, GlobalMaxPooling2D,"
          + " GlobalAveragePooling2D, Flatten, Activation, ReLU, LeakyReLU, ELU, Dropout,"
          + " SpatialDropout2D, BatchNormalization, LayerNormalization, Embedding, LSTM, Add and"
          + " Concatenate";

  private static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,60}";

  private final ModelBuilder model = new ModelBuilder();
  private final KerasParameters parameters;
  private final KerasHead head;
  private final JsonNode built;
  private final Map<String, KerasFlow> flows = new HashMap<>();
  private final Set<String> given = new HashSet<>(Set.of(Wire.INPUT));
  private String before = Wire.INPUT;
  private int place;

  /**
   * @param built see {@link KerasGraph}
   */
  KerasLayers(KerasParameters parameters, KerasHead head, JsonNode built) {
    this.parameters = parameters;
    this.head = head;
    this.built = built;
  }

  /** Adds a layer whose sources are there. */
  void add(KerasNode node) throws Hdf5Exception {
    Settings layer = node.settings();
    KerasSupport.check(node);
    if (flows.isEmpty()) {
      KerasFlow input = KerasInput.of(node, built);
      if (node.type().equals("InputLayer")) {
        flows.put(node.name(), input);
        return;
      }
      flows.put("", input);
    }
    List<KerasFlow> read = new ArrayList<>();
    for (String source : node.sources().isEmpty() ? List.of("") : node.sources()) {
      if (!flows.containsKey(source)) {
        throw layer.refused("it reads '" + source + "', which is not before it");
      }
      read.add(flows.get(source));
    }
    try {
      flows.put(node.name(), add(node, read));
    } catch (ArithmeticException e) {
      throw layer.refused("its sizes are larger than any vector");
    } catch (IllegalArgumentException e) {
      throw layer.refused(e.getMessage());
    }
  }

  /** The model, with an output layer that has no parameters yet where Keras' gives features. */
  ModelSpec build(Settings root) {
    try {
      if (head.layer().isEmpty()) {
        model.add(
            new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.LECUN));
      }
      return model.build();
    } catch (IllegalArgumentException e) {
      throw root.refused(e.getMessage());
    }
  }

  private KerasFlow add(KerasNode node, List<KerasFlow> read) throws Hdf5Exception {
    KerasFlow input = read.get(0);
    if (head.activation().equals(Optional.of(node.name()))) {
      return input; // part of the loss
    }
    return switch (node.type()) {
      case "Dense" -> dense(node, input);
      case "Conv2D" -> convolution(node, input);
      case "MaxPooling2D" -> pool(node, input, Pooling.MAX);
      case "AveragePooling2D" -> pool(node, input, Pooling.AVERAGE);
      case "GlobalMaxPooling2D" -> globalPool(node, input, Pooling.MAX);
      case "GlobalAveragePooling2D" -> globalPool(node, input, Pooling.AVERAGE);
      case "Flatten" -> flatten(node, input);
      case "Activation", "ReLU", "LeakyReLU", "ELU" -> activation(node, input);
      case "Dropout" -> dropout(node, input);
      case "SpatialDropout2D" -> {
        image(node, input);
        yield append(node, input, new LayerSpec.SpatialDropout(node.settings().number("rate")));
      }
      case "BatchNormalization" -> batchNorm(node, input);
      case "LayerNormalization" -> layerNorm(node, input);
      case "Embedding" -> embedding(node, input);
      case "LSTM" -> lstm(node, input);
      case "Add" -> join(node, read, new LayerSpec.Add());
      case "Concatenate" -> join(node, read, new LayerSpec.Concat());
      default ->
          throw node.settings()
              .refused(
                  "of Keras' layers Lockstep reads " + KNOWN + KerasSupport.remedy(node.type()));
    };
  }

  private KerasFlow dense(KerasNode node, KerasFlow input) throws Hdf5Exception {
    Settings layer = node.settings();
    if (input.form() == Form.IMAGE) {
      throw layer.refused(
          "it reads an image, for each position of which Keras computes it; put a Flatten layer or"
              + " a GlobalAveragePooling2D before it");
    }
    int units = layer.size("units");
    boolean hasBias = layer.flag("use_bias", "true");
    parameters.dense(node, place, input, units, hasBias);
    KerasFlow output =
        input.form() == Form.SEQUENCE
            ? input.of(List.of(input.sizes().get(0), units), Form.SEQUENCE)
            : input.of(List.of(units), Form.FLAT);
    if (!head.layer().equals(Optional.of(node.name()))) {
      Activation activation = KerasWords.activation(layer);
      Bias bias = hasBias ? Bias.YES : Bias.NO;
      return append(
          node, input, output, new LayerSpec.Dense(units, activation, Initialization.HE, bias));
    }
    if (!hasBias) {
      throw layer.refused("it is the output and has no bias; Lockstep's output layer has one");
    }
    return append(
        node,
        input,
        output,
        new LayerSpec.Output(OptionalInt.of(units), head.loss(), Initialization.LECUN));
  }

  private KerasFlow convolution(KerasNode node, KerasFlow input) throws Hdf5Exception {
    Settings layer = node.settings();
    Window window = KerasWindows.of(layer, image(node, input), "kernel_size");
    int filters = layer.size("filters");
    boolean hasBias = layer.flag("use_bias", "true");
    parameters.convolution(node, place, input.last(), window.kernel(), filters, hasBias);
    KerasFlow output = input.of(KerasWindows.output(input, window, filters), Form.IMAGE);
    return append(
        node,
        input,
        output,
        new LayerSpec.Conv2d(
            filters,
            window,
            KerasWords.activation(layer),
            Initialization.HE,
            hasBias ? Bias.YES : Bias.NO));
  }

  private KerasFlow pool(KerasNode node, KerasFlow input, Pooling pooling) {
    Window window = KerasWindows.of(node.settings(), image(node, input), "pool_size");
    if (pooling == Pooling.AVERAGE
        && (window.padding().height() > 0 || window.padding().width() > 0)) {
      throw node.settings()
          .refused(
              "it pads ('same'), and Keras does not count what is padded, where Lockstep's average"
                  + " does; use padding 'valid'");
    }
    KerasFlow output = input.of(KerasWindows.output(input, window, input.last()), Form.IMAGE);
    return append(node, input, output, new LayerSpec.Pool(pooling, window));
  }

  private KerasFlow globalPool(KerasNode node, KerasFlow input, Pooling pooling) {
    node.settings().only("keepdims", "false", "");
    KerasFlow output = image(node, input).of(List.of(input.last()), Form.FLAT);
    return append(node, input, output, new LayerSpec.GlobalPool(pooling));
  }

  private static KerasFlow flatten(KerasNode node, KerasFlow input) {
    if (input.form() == Form.SEQUENCE || input.form() == Form.IDS) {
      throw node.settings()
          .refused(
              "it flattens a sequence; in Lockstep dense layers are the same for each step (use an"
                  + " LSTM with return_sequences=False before it)");
    }
    if (input.form() == Form.IMAGE && input.sizes().contains(ANY)) {
      throw node.settings().refused("it flattens images of any size; fix the size of the input");
    }
    return input.form() == Form.IMAGE ? input.of(input.sizes(), Form.FLATTENED) : input;
  }

  private KerasFlow activation(KerasNode node, KerasFlow input) {
    Activation activation = KerasSupport.activation(node);
    return activation == Activation.IDENTITY
        ? input
        : append(node, input, new LayerSpec.Activate(activation));
  }

  private KerasFlow dropout(KerasNode node, KerasFlow input) {
    double rate = node.settings().number("rate");
    return rate == 0 ? input : append(node, input, new LayerSpec.Dropout(rate));
  }

  private KerasFlow batchNorm(KerasNode node, KerasFlow input) throws Hdf5Exception {
    Settings layer = node.settings();
    KerasSupport.checkNormalization(node, input);
    parameters.batchNorm(node, place, input);
    return append(
        node, input, new LayerSpec.BatchNorm(layer.number("momentum"), layer.number("epsilon")));
  }

  private KerasFlow layerNorm(KerasNode node, KerasFlow input) throws Hdf5Exception {
    KerasSupport.checkNormalization(node, input);
    if (input.form() == Form.IMAGE) {
      throw node.settings()
          .refused("it reads an image; Lockstep's layer-norm of images is over all of it");
    }
    parameters.layerNorm(node, place, input);
    return append(node, input, new LayerSpec.LayerNorm(node.settings().number("epsilon")));
  }

  private KerasFlow embedding(KerasNode node, KerasFlow input) throws Hdf5Exception {
    Settings layer = node.settings();
    layer.only("mask_zero", "false", "");
    if (!input.from().equals(Wire.INPUT) || input.sizes().size() != 1) {
      throw layer.refused("it is not the first layer, of ids [time]");
    }
    int size = layer.size("output_dim");
    parameters.embedding(node, place, layer.size("input_dim"), size);
    KerasFlow output = input.of(List.of(input.sizes().get(0), size), Form.SEQUENCE);
    return append(node, input, output, new LayerSpec.Embedding(size));
  }

  private KerasFlow lstm(KerasNode node, KerasFlow input) throws Hdf5Exception {
    Settings layer = node.settings();
    KerasSupport.checkLstm(node);
    if (input.form() != Form.SEQUENCE) {
      throw layer.refused("it reads no sequence [time, features]");
    }
    int units = layer.size("units");
    parameters.lstm(node, place, input, units);
    boolean isSequence = layer.flag("return_sequences", "false");
    KerasFlow output =
        isSequence
            ? input.of(List.of(input.sizes().get(0), units), Form.SEQUENCE)
            : input.of(List.of(units), Form.FLAT);
    Returned returned = isSequence ? Returned.SEQUENCE : Returned.LAST;
    return append(node, input, output, new LayerSpec.Lstm(units, returned, Initialization.HE, 1));
  }

  private KerasFlow join(KerasNode node, List<KerasFlow> read, LayerSpec layer) {
    KerasFlow first = read.get(0);
    for (KerasFlow flow : read) {
      if (flow.form() == Form.FLATTENED || flow.form() != first.form()) {
        throw node.settings()
            .refused("it joins what is flattened, or of different kinds; join images before that");
      }
    }
    List<Integer> sizes = new ArrayList<>(first.sizes());
    if (layer instanceof LayerSpec.Concat) {
      KerasSupport.checkAxis(node, "axis", first);
      int all = read.stream().mapToInt(KerasFlow::last).reduce(0, Math::addExact);
      sizes.set(sizes.size() - 1, all);
    }
    Wire wire = new Wire(Optional.of(ours(node)), read.stream().map(KerasFlow::from).toList());
    return append(wire, first.of(sizes, first.form()), layer);
  }

  private static KerasFlow image(KerasNode node, KerasFlow input) {
    if (input.form() != Form.IMAGE) {
      throw node.settings().refused("it reads no image [height, width, channels]");
    }
    return input;
  }

  /** A layer that keeps sizes. */
  private KerasFlow append(KerasNode node, KerasFlow input, LayerSpec layer) {
    return append(node, input, input, layer);
  }

  private KerasFlow append(KerasNode node, KerasFlow input, KerasFlow output, LayerSpec layer) {
    List<String> sources = input.from().equals(before) ? List.of() : List.of(input.from());
    return append(new Wire(Optional.of(ours(node)), sources), output, layer);
  }

  private KerasFlow append(Wire wire, KerasFlow output, LayerSpec layer) {
    model.add(layer, wire);
    place++;
    before = wire.name().orElseThrow();
    return output.by(before);
  }

  /** Keras' own name where it can be one here, else one by its place. */
  private String ours(KerasNode node) {
    boolean isName = node.name().matches(NAME) && !given.contains(node.name());
    String ours = isName ? node.name() : "at-" + place;
    if (!given.add(ours)) {
      throw node.settings().refused("another layer has the name '" + ours + "'");
    }
    return ours;
  }
}
