package io.lockstep.plan;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activate;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.BatchNorm;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.Dense;
import io.lockstep.network.LayerSpec.Dropout;
import io.lockstep.network.LayerSpec.Embedding;
import io.lockstep.network.LayerSpec.GlobalPool;
import io.lockstep.network.LayerSpec.GroupNorm;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.InstanceNorm;
import io.lockstep.network.LayerSpec.Latent;
import io.lockstep.network.LayerSpec.LayerNorm;
import io.lockstep.network.LayerSpec.Lstm;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.LayerSpec.Pool;
import io.lockstep.network.LayerSpec.Pooling;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.SpatialDropout;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.network.Loss;
import io.lockstep.plan.Reading.Mismatch;
import io.lockstep.plan.yaml.Yaml;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads one layer of a given type from its keys. */
final class LayerReader {
  private static final Reading<Activation> ACTIVATION = LayerReader::activation;
  private static final Reading<Activation> ACTIVATION_WORD = Words.reading(Activation.class);
  private static final Reading<Initialization> INIT = Words.reading(Initialization.class);
  private static final Reading<Bias> BIAS = Words.reading(Bias.class);
  private static final Reading<Pooling> POOLING = Words.reading(Pooling.class);
  private static final Reading<Returned> RETURNED = Words.reading(Returned.class);
  private static final Reading<Statistics> STATISTICS = Words.reading(Statistics.class);
  private static final Reading<Size2d> SIZE = LayerReader::size;

  /** Stands for a kernel that is missing or wrong; larger than any padding that is right. */
  private static final Size2d ANY_KERNEL = Size2d.square(Integer.MAX_VALUE);

  private final Section keys;
  private final Loss smoothed;

  /**
   * @param smoothed the loss that label smoothing alone means
   */
  LayerReader(Section keys, Loss smoothed) {
    this.keys = keys;
    this.smoothed = smoothed;
  }

  LayerSpec read(String type) {
    return keys.build(
        () ->
            switch (type) {
              case "dense" -> new Dense(units("units"), activation(), init(), bias());
              case "conv2d" ->
                  new Conv2d(units("filters"), convolution(), activation(), init(), bias());
              case "max-pool" -> new Pool(Pooling.MAX, pooling());
              case "avg-pool" -> new Pool(Pooling.AVERAGE, pooling());
              case "global-pool" -> new GlobalPool(keys.require("pooling", Pooling.MAX, POOLING));
              case "batch-norm" -> batchNorm();
              case "dropout" -> new Dropout(keys.require("rate", 0.0, Reading.NUMBER));
              case "spatial-dropout" ->
                  new SpatialDropout(keys.require("rate", 0.0, Reading.NUMBER));
              case "layer-norm" -> new LayerNorm(epsilon());
              case "group-norm" ->
                  new GroupNorm(
                      keys.read("groups", Defaults.NORM_GROUPS, Reading.WHOLE_NUMBER), epsilon());
              case "instance-norm" -> new InstanceNorm(epsilon());
              case "activation" ->
                  new Activate(keys.require("function", Defaults.ACTIVATION, ACTIVATION));
              case "add" -> new LayerSpec.Add();
              case "concat" -> new LayerSpec.Concat();
              case "lstm" -> lstm();
              case "embedding" -> new Embedding(units("size"));
              case "latent" ->
                  new Latent(
                      units("size"),
                      keys.read("beta", Defaults.LATENT_BETA, Reading.NUMBER),
                      keys.read("init", Defaults.OUTPUT_INITIALIZATION, INIT));
              case "output" -> output();
              default -> throw new IllegalStateException("No reader for layer type " + type);
            });
  }

  private int units(String key) {
    return keys.require(key, 1, Reading.WHOLE_NUMBER);
  }

  private static Activation activation(Yaml node) {
    if (Reading.isWord(node, "softmax")) {
      throw new Mismatch(
          node, "another, since softmax is a part of the output layer's loss and comes by itself");
    }
    return ACTIVATION_WORD.read(node);
  }

  private Activation activation() {
    return keys.read("activation", Defaults.ACTIVATION, ACTIVATION);
  }

  private Initialization init() {
    return keys.read("init", Defaults.INITIALIZATION, INIT);
  }

  private Bias bias() {
    return keys.read("bias", Defaults.BIAS, BIAS);
  }

  private BatchNorm batchNorm() {
    return new BatchNorm(
        keys.read("momentum", Defaults.BATCH_NORM_MOMENTUM, Reading.NUMBER),
        keys.read("epsilon", Defaults.BATCH_NORM_EPSILON, Reading.NUMBER),
        keys.read("statistics", Defaults.BATCH_NORM_STATISTICS, STATISTICS));
  }

  private double epsilon() {
    return keys.read("epsilon", Defaults.NORM_EPSILON, Reading.NUMBER);
  }

  private Lstm lstm() {
    return new Lstm(
        units("units"),
        keys.read("return", Defaults.LSTM_RETURN, RETURNED),
        keys.read("init", Defaults.LSTM_INITIALIZATION, INIT),
        keys.read("forget-bias", Defaults.FORGET_BIAS, Reading.NUMBER));
  }

  private Output output() {
    Optional<Integer> units =
        keys.read("units", Optional.empty(), Reading.WHOLE_NUMBER.orEmpty("auto"));
    return new Output(
        units.map(OptionalInt::of).orElse(OptionalInt.empty()),
        Losses.read(keys, smoothed),
        keys.read("init", Defaults.OUTPUT_INITIALIZATION, INIT));
  }

  private Window convolution() {
    Size2d kernel = keys.require("kernel", ANY_KERNEL, SIZE);
    return window(kernel, Size2d.square(1));
  }

  private Window pooling() {
    Size2d kernel = keys.require("kernel", ANY_KERNEL, SIZE);
    return window(kernel, kernel);
  }

  private Window window(Size2d kernel, Size2d usualStride) {
    Size2d stride = keys.read("stride", usualStride, SIZE);
    Size2d padding = keys.read("padding", Size2d.square(0), node -> padding(node, kernel, stride));
    return new Window(kernel, stride, padding);
  }

  /** {@code same} keeps height and width, which whole borders do for these kernels only. */
  private static Size2d padding(Yaml node, Size2d kernel, Size2d stride) {
    if (!Reading.isWord(node, "same")) {
      return size(node);
    }
    boolean isOdd = kernel.height() % 2 == 1 && kernel.width() % 2 == 1;
    if (!isOdd || !stride.equals(Size2d.square(1))) {
      throw new Mismatch(
          node,
          "a number or [height, width], since 'same' needs an odd kernel and stride 1 (here kernel "
              + kernel
              + ", stride "
              + stride
              + ")");
    }
    return new Size2d(kernel.height() / 2, kernel.width() / 2);
  }

  private static Size2d size(Yaml node) {
    if (node instanceof Yaml.Sequence pair) {
      if (pair.items().size() != 2) {
        throw new Mismatch(node, "a whole number or [height, width]");
      }
      List<Integer> sizes = pair.items().stream().map(Reading.WHOLE_NUMBER::read).toList();
      return new Size2d(sizes.get(0), sizes.get(1));
    }
    return Size2d.square(Reading.WHOLE_NUMBER.read(node));
  }
}
