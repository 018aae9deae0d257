package io.lockstep.imports;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.ModelBuilder;
import io.lockstep.network.Wire;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** DL4J's layers one after the other, as ours; with the pieces of their parameters. */
final class Dl4jLayers {
  private static final String KNOWN =
      "DenseLayer, ConvolutionLayer, SubsamplingLayer, GlobalPoolingLayer, BatchNormalization,"
          + " DropoutLayer, ActivationLayer, LSTM, LastTimeStep, EmbeddingSequenceLayer, OutputLayer"
          + " and RnnOutputLayer";

  private final ModelBuilder model = new ModelBuilder();
  private final List<Piece> pieces = new ArrayList<>();
  private final Set<String> logarithmic = new HashSet<>();
  private Optional<String> unknownInitialization = Optional.empty();
  private int offset;
  private int place;
  private Wire wire = Wire.NEXT;

  /** Appends a layer that reads the one before it. */
  void add(Settings layer) {
    add(layer, Wire.NEXT);
  }

  /**
   * Appends what a layer of DL4J's is here: nothing, one layer, or dropout and a layer.
   *
   * @param as the name of the last of them, and what the first reads
   */
  void add(Settings layer, Wire as) {
    for (String foreign : new String[] {"constraints", "weightNoise"}) {
      if (layer.has(foreign)) {
        throw layer.refused("it has " + foreign + ", which Lockstep does not do; leave it out");
      }
    }
    wire = as;
    dropout(layer, layer.type().equals("DropoutLayer"));
    switch (layer.type()) {
      case "DenseLayer" -> dense(layer);
      case "ConvolutionLayer" -> convolution(layer);
      case "SubsamplingLayer" -> pool(layer);
      case "GlobalPoolingLayer" -> append(new LayerSpec.GlobalPool(pooling(layer)));
      case "BatchNormalization" -> batchNorm(layer);
      case "DropoutLayer" -> {} // as that of any layer, before it
      case "ActivationLayer" -> append(new LayerSpec.Activate(Dl4jWords.activation(layer)));
      case "LSTM" -> lstm(layer, Returned.SEQUENCE);
      case "LastTimeStep" -> lstm(layer.part("underlying"), Returned.LAST);
      case "EmbeddingSequenceLayer" -> embedding(layer);
      case "OutputLayer", "RnnOutputLayer" -> output(layer);
      default ->
          throw layer.refused(
              "it is a "
                  + layer.type()
                  + "; of DL4J's layers Lockstep reads "
                  + KNOWN
                  + ". Write the model's layers into model.layers if it can be said there");
    }
  }

  /** Appends what joins layers. */
  void join(LayerSpec layer, Wire as) {
    wire = as;
    append(layer);
  }

  /** How many layers there are. */
  int size() {
    return place;
  }

  ImportedModel build(Settings root) {
    try {
      return new ImportedModel(
          model.build(), new ParameterLayout(pieces), logarithmic, unknownInitialization);
    } catch (IllegalArgumentException e) {
      throw root.refused(e.getMessage());
    }
  }

  /** DL4J drops inputs of a layer, and says with which probability one is kept. */
  private void dropout(Settings layer, boolean isAll) {
    if (!layer.has("idropout")) {
      return;
    }
    Settings dropout = layer.part("idropout");
    if (!dropout.type().equals("Dropout") || dropout.has("pschedule")) {
      throw layer.refused(
          "its dropout is "
              + dropout.type()
              + ", perhaps with a schedule; Lockstep has Dropout with one rate");
    }
    double kept = dropout.number("p");
    if (kept <= 0 || kept > 1) {
      throw layer.refused("'p' of its dropout is " + kept + ", not above 0 and at most 1");
    }
    if (kept < 1) {
      LayerSpec rate = new LayerSpec.Dropout(1 - kept);
      if (isAll) {
        append(rate);
      } else {
        append(rate, new Wire(wire.name().map(name -> name + "-in"), wire.from()));
        wire = new Wire(wire.name(), List.of());
      }
    }
  }

  private void dense(Settings layer) {
    layer.only("hasLayerNorm", "false", "");
    int units = layer.size("nout");
    boolean hasBias = layer.flag("hasBias", "true");
    piece(layer, "weight", Kind.WEIGHT, units, layer.size("nin"));
    if (hasBias) {
      piece(layer, "bias", Kind.BIAS, units);
    }
    append(
        new LayerSpec.Dense(
            units,
            Dl4jWords.activation(layer),
            initialization(layer),
            hasBias ? Bias.YES : Bias.NO));
  }

  private void convolution(Settings layer) {
    Window window = window(layer);
    int filters = layer.size("nout");
    boolean hasBias = layer.flag("hasBias", "true");
    if (hasBias) {
      piece(layer, "bias", Kind.BIAS, filters);
    }
    Size2d kernel = window.kernel();
    piece(
        layer, "weight", Kind.WEIGHT, filters, layer.size("nin"), kernel.height(), kernel.width());
    append(
        new LayerSpec.Conv2d(
            filters,
            window,
            Dl4jWords.activation(layer),
            initialization(layer),
            hasBias ? Bias.YES : Bias.NO));
  }

  private void pool(Settings layer) {
    Window window = window(layer);
    Pooling pooling = pooling(layer);
    boolean isPadded = !window.padding().equals(Size2d.square(0));
    if (pooling == Pooling.AVERAGE && isPadded) {
      layer.only("avgPoolIncludePadInDivisor", "true", " where there is padding");
    }
    append(new LayerSpec.Pool(pooling, window));
  }

  private static Pooling pooling(Settings layer) {
    return switch (layer.text("poolingType")) {
      case "MAX" -> Pooling.MAX;
      case "AVG" -> Pooling.AVERAGE;
      default ->
          throw layer.refused(
              "'poolingType' is " + layer.text("poolingType") + "; Lockstep has MAX and AVG");
    };
  }

  private void batchNorm(Settings layer) {
    layer.only("lockGammaBeta", "false", "");
    layer.only("cnn2DFormat", "NCHW", "");
    int features = layer.size("nout");
    piece(layer, "scale", Kind.NORMALIZATION, features);
    piece(layer, "shift", Kind.NORMALIZATION, features);
    piece(layer, "mean", Kind.STATISTIC, features);
    String variance = piece(layer, "variance", Kind.STATISTIC, features);
    if (layer.flag("useLogStd", "false")) {
      logarithmic.add(variance);
    }
    try {
      append(new LayerSpec.BatchNorm(layer.number("decay"), layer.number("eps")));
    } catch (IllegalArgumentException e) {
      throw layer.refused(e.getMessage());
    }
  }

  /** Gates in DL4J's order, which is ours. */
  private void lstm(Settings layer, Returned returned) {
    layer.only("@class", "org.deeplearning4j.nn.conf.layers.LSTM", "");
    if (layer.has("idropout") && returned == Returned.LAST) {
      throw layer.refused("it has dropout within LastTimeStep; use a DropoutLayer before it");
    }
    String gates = layer.part("gateActivationFn").type();
    if (Dl4jWords.activation(layer) != Activation.TANH || !gates.equals("ActivationSigmoid")) {
      throw layer.refused("Lockstep's lstm has tanh, and the sigmoid for its gates, alone");
    }
    int units = layer.size("nout");
    int rows = 4 * Math.min(units, Integer.MAX_VALUE / 4);
    piece(layer, "weight", Kind.WEIGHT, rows, layer.size("nin"));
    piece(layer, "recurrent", Kind.WEIGHT, rows, units);
    piece(layer, "bias", Kind.BIAS, rows);
    append(
        new LayerSpec.Lstm(
            units, returned, initialization(layer), layer.number("forgetGateBiasInit")));
  }

  private void embedding(Settings layer) {
    layer.only("hasBias", "false", "");
    int size = layer.size("nout");
    piece(layer, "weight", Kind.EMBEDDING, size, layer.size("nin"));
    append(new LayerSpec.Embedding(size));
  }

  private void output(Settings layer) {
    layer.only("hasBias", "true", "");
    int units = layer.size("nout");
    piece(layer, "weight", Kind.WEIGHT, units, layer.size("nin"));
    piece(layer, "bias", Kind.BIAS, units);
    append(
        new LayerSpec.Output(
            OptionalInt.of(units), Optional.of(Dl4jWords.loss(layer)), initialization(layer)));
  }

  private Initialization initialization(Settings layer) {
    Optional<Initialization> known = Dl4jWords.initialization(layer);
    if (known.isEmpty() && unknownInitialization.isEmpty()) {
      unknownInitialization = Optional.of(layer.part("weightInitFn").type());
    }
    return known.orElse(Initialization.HE);
  }

  private static Window window(Settings layer) {
    layer.only("cnn2dDataFormat", "NCHW", "");
    if (!layer.sizes("dilation", 2, 1).equals(List.of(1, 1))) {
      throw layer.refused("its kernel is dilated; Lockstep has whole kernels only");
    }
    Size2d kernel = pair(layer.sizes("kernelSize", 2, 1));
    Size2d stride = pair(layer.sizes("stride", 2, 1));
    Size2d padding = pair(layer.sizes("padding", 2, 0));
    String mode = layer.text("convolutionMode");
    if (mode.equals("Same")) {
      padding = same(layer, kernel, stride);
    } else if (!mode.equals("Truncate") && !mode.equals("Strict")) {
      throw layer.refused(
          "'convolutionMode' is " + mode + "; Lockstep has Truncate, Strict and Same");
    }
    try {
      return new Window(kernel, stride, padding);
    } catch (IllegalArgumentException e) {
      throw layer.refused(e.getMessage());
    }
  }

  /** Whole borders are the same on both sides for odd kernels that move by 1 only. */
  private static Size2d same(Settings layer, Size2d kernel, Size2d stride) {
    if (kernel.height() % 2 == 0 || kernel.width() % 2 == 0 || !stride.equals(Size2d.square(1))) {
      throw layer.refused(
          "'convolutionMode' is Same with kernel "
              + kernel
              + " and stride "
              + stride
              + ", which pads one side more than the other; Lockstep has it for odd kernels with"
              + " stride 1");
    }
    return new Size2d(kernel.height() / 2, kernel.width() / 2);
  }

  private static Size2d pair(List<Integer> sizes) {
    return new Size2d(sizes.get(0), sizes.get(1));
  }

  private void append(LayerSpec layer) {
    append(layer, wire);
  }

  private void append(LayerSpec layer, Wire as) {
    model.add(layer, as);
    place++;
  }

  /** Of the layer that is added next; returns the piece's name. */
  private String piece(Settings layer, String role, Kind kind, Integer... shape) {
    String name = place + "." + role;
    try {
      Piece piece = new Piece(name, kind, List.of(shape), offset);
      pieces.add(piece);
      offset = Math.addExact(offset, piece.length());
      Math.multiplyExact(offset, Float.BYTES);
      return name;
    } catch (ArithmeticException e) {
      throw layer.refused("it has more parameters than one vector holds (2^29 - 1)");
    }
  }
}
