package io.lockstep.network;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.LayerSpec.BatchNorm;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.Dense;
import io.lockstep.network.LayerSpec.Embedding;
import io.lockstep.network.LayerSpec.GlobalPool;
import io.lockstep.network.LayerSpec.Latent;
import io.lockstep.network.LayerSpec.Lstm;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.LayerSpec.Pool;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.parameters.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Follows the shape of one example through the layers. Stops at the first layer that does not fit,
 * since what comes after it has no shape; what is wrong with the output is found all the same.
 */
final class ShapeInference {
  private final List<LayerSpec> specs;
  private final List<Wire> wires;
  private final List<List<Integer>> sources;
  private final int outputs;
  private final int steps;
  private final Loss defaultLoss;
  private final Loss loss;
  private final Sizes sizes;
  private final List<NetworkSpec.Layer> layers = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** Whether the sizes of the input are those of the data. */
  private enum Sizes {
    KNOWN,
    /** They stand for others, so that only what is wrong with any sizes is a problem. */
    ANY
  }

  private ShapeInference(ModelSpec model, int outputs, int steps, Loss defaultLoss, Sizes sizes) {
    this.specs = model.layers();
    this.wires = model.wires();
    this.sources = model.sources();
    this.outputs = outputs;
    this.steps = steps;
    this.defaultLoss = defaultLoss;
    this.loss = output().loss().orElse(defaultLoss);
    this.sizes = sizes;
  }

  static NetworkSpec infer(ModelSpec model, Shape input, int outputs, int steps, Loss defaultLoss) {
    ShapeInference inference = new ShapeInference(model, outputs, steps, defaultLoss, Sizes.KNOWN);
    inference.follow(input);
    inference.checkOutput();
    inference.failIfProblems();
    ParameterLayout layout = new LayoutBuilder().add(inference.layers).build();
    Set<String> frozen = Freezing.of(model);
    return new NetworkSpec(input, inference.layers, inference.loss, layout, frozen);
  }

  /** Fails where a layer cannot take what it gets, whatever the sizes of the input are. */
  static void checkKind(ModelSpec model, Shape input, Loss defaultLoss) {
    ShapeInference inference =
        new ShapeInference(model, 1, NetworkSpec.ANY_STEPS, defaultLoss, Sizes.ANY);
    inference.follow(input);
    inference.failIfProblems();
  }

  private void follow(Shape input) {
    for (int place = 0; place < specs.size(); place++) {
      LayerSpec spec = specs.get(place);
      Shape shape = shapeOf(sources.get(place).get(0), input);
      try {
        checkChain(shape);
        Shape output =
            spec.isMerge() ? merged(spec, sources.get(place), input) : outputOf(spec, shape);
        Math.multiplyExact(output.elements(), Float.BYTES);
        layers.add(
            new NetworkSpec.Layer(
                NetworkSpec.Layer.name(place, spec),
                spec,
                sources.get(place),
                shape,
                output,
                hasBias(place, spec)));
      } catch (Misfit misfit) {
        if (sizes == Sizes.KNOWN || misfit.isOfKind()) {
          report(place, misfit.getMessage());
        }
        return;
      } catch (ArithmeticException overflow) {
        if (sizes == Sizes.KNOWN) {
          report(place, "its output for an input of " + shape + " is too large; make it smaller");
        }
        return;
      }
    }
  }

  /** Graphs are for images and flat examples. */
  private void checkChain(Shape shape) throws Misfit {
    boolean isChain =
        IntStream.range(0, specs.size()).allMatch(i -> sources.get(i).equals(List.of(i - 1)));
    if (!isChain && (shape.isSequence() || shape.isIds())) {
      throw Misfit.ofKind(
          "its input is "
              + described(shape)
              + ", for which models that branch or join are not there; let each layer read the one"
              + " before it");
    }
  }

  /** For people: the kind of a shape, and its sizes if they are those of the data. */
  private String described(Shape shape) {
    if (shape.isIds()) {
      return sizes == Sizes.KNOWN ? shape.time() + " ids" : "ids";
    }
    String kind = shape.isSequence() ? "a sequence" : shape.isImage() ? "an image" : "flat";
    return sizes == Sizes.KNOWN ? kind + " (" + shape + ")" : kind;
  }

  private Shape shapeOf(int place, Shape input) {
    return place == Wiring.INPUT ? input : layers.get(place).output();
  }

  /** Add keeps the shape that all have; concat adds up channels or features. */
  private Shape merged(LayerSpec spec, List<Integer> read, Shape input) throws Misfit {
    List<Shape> shapes = read.stream().map(place -> shapeOf(place, input)).toList();
    Shape first = shapes.get(0);
    boolean isAdd = spec instanceof LayerSpec.Add;
    boolean fit = shapes.stream().allMatch(s -> isAdd ? s.equals(first) : alike(s, first));
    if (!fit) {
      String found =
          read.stream()
              .map(place -> name(place) + " " + shapeOf(place, input))
              .collect(Collectors.joining(", "));
      throw new Misfit(
          isAdd
              ? "it adds layers of one shape, but they are "
                  + found
                  + "; a conv2d of kernel 1 (for images) or a dense layer on the smaller branch"
                  + " makes them equal"
              : "it joins images of one height and width, or flat layers, but they are " + found);
    }
    if (isAdd) {
      return first;
    }
    int channels = shapes.stream().mapToInt(s -> s.sizes().get(0)).reduce(0, Math::addExact);
    return first.isImage()
        ? Shape.image(channels, first.height(), first.width())
        : Shape.flat(channels);
  }

  /** Whether all but the first sizes are the same, of images or flat layers. */
  private static boolean alike(Shape a, Shape b) {
    return a.time() == 1
        && b.time() == 1
        && a.sizes().subList(1, a.sizes().size()).equals(b.sizes().subList(1, b.sizes().size()));
  }

  /** For people: the name in the plan, else the place and kind. */
  private String name(int place) {
    if (place == Wiring.INPUT) {
      return Wire.INPUT;
    }
    return wires.get(place).name().orElse(place + "-" + specs.get(place).kind());
  }

  private Shape outputOf(LayerSpec spec, Shape input) throws Misfit {
    if (spec instanceof Embedding embedding) {
      return Shape.sequence(ids(input).time(), embedding.size());
    }
    numbers(input);
    if (spec instanceof Dense dense) {
      return each(input, dense.units());
    } else if (spec instanceof Latent latent) {
      return code(latent, input);
    } else if (spec instanceof Lstm lstm) {
      return sequence(input, lstm);
    } else if (spec instanceof Conv2d conv) {
      return slide(conv.window(), input, conv.filters());
    } else if (spec instanceof Pool pool) {
      return slide(pool.window(), input, input.sizes().get(0));
    } else if (spec instanceof GlobalPool) {
      return Shape.flat(image(input).channels());
    } else if (spec instanceof BatchNorm && input.isSequence()) {
      throw noSequences(input);
    } else if (spec instanceof LayerSpec.ExampleNorm norm) {
      return normalized(norm, input);
    } else if (spec instanceof LayerSpec.SpatialDropout) {
      return image(input);
    } else if (spec instanceof Output) {
      return output(input);
    }
    return input;
  }

  private Shape code(Latent latent, Shape input) throws Misfit {
    if (loss.task() != Task.RECONSTRUCTION) {
      throw Misfit.ofKind("a code is learned by data.task: reconstruction only");
    } else if (input.isSequence()) {
      throw noSequences(input);
    } else if (specs.stream().filter(Latent.class::isInstance).count() > 1) {
      throw Misfit.ofKind("a model has at most one of it");
    }
    return Shape.flat(latent.size());
  }

  private Misfit noSequences(Shape input) {
    String which = sizes == Sizes.KNOWN ? " (" + input + ")" : "";
    return Misfit.ofKind("it takes no sequences" + which + "; put it after return: last");
  }

  private Shape normalized(LayerSpec.ExampleNorm norm, Shape input) throws Misfit {
    int features = input.features();
    int groups = norm.groups(features);
    if (norm instanceof LayerSpec.InstanceNorm) {
      image(input);
    }
    if (features % groups != 0) {
      throw new Misfit(
          "%d groups do not divide its input's %d features; set groups to a divisor of %d"
              .formatted(groups, features, features));
    }
    if (!input.isImage() && features == groups) {
      throw new Misfit(
          "groups of one number would all become 0 ("
              + input
              + "); use fewer groups, or layer-norm");
    }
    return input;
  }

  /** The same for each step, if there are steps. */
  private static Shape each(Shape input, int units) {
    return input.isSequence() ? Shape.sequence(input.time(), units) : Shape.flat(units);
  }

  private Shape sequence(Shape input, Lstm lstm) throws Misfit {
    if (!input.isSequence()) {
      throw Misfit.ofKind(
          "it needs a sequence, but its input is "
              + described(input)
              + "; set data.shape: [time, features], use text, or, after another lstm, write return:"
              + " sequence there");
    }
    return lstm.returned() == Returned.LAST
        ? Shape.flat(lstm.units())
        : Shape.sequence(input.time(), lstm.units());
  }

  private Shape ids(Shape input) throws Misfit {
    if (!input.isIds()) {
      String which = sizes == Sizes.KNOWN ? " (" + input + ")" : "";
      throw Misfit.ofKind(
          "it needs ids, but its input is numbers"
              + which
              + "; put it first, and use text or set data.vocabulary");
    }
    return input;
  }

  private void numbers(Shape input) throws Misfit {
    if (input.isIds()) {
      throw Misfit.ofKind(
          "it needs numbers, but its input is "
              + described(input)
              + "; put an embedding in front of it");
    }
  }

  /** Targets of a regression are spread over the steps; classes must be as many as the steps. */
  private Shape output(Shape input) throws Misfit {
    int time = input.time();
    if (time > 1 && defaultLoss.task() == Task.DISTRIBUTION) {
      throw new Misfit("distributions are of whole examples; write return: last in the last lstm");
    }
    boolean fits = classes() ? steps == time : outputs % time == 0;
    if (steps != NetworkSpec.ANY_STEPS && !fits) {
      throw new Misfit(misfitOfSteps(time));
    }
    return each(input, steps == NetworkSpec.ANY_STEPS ? outputs : outputs / time);
  }

  private boolean classes() {
    return defaultLoss.task() == Task.CLASSIFICATION;
  }

  private String misfitOfSteps(int time) {
    if (!classes()) {
      return ("it gives %d steps, but the data have %d targets, which do not divide among them; for"
              + " targets of the whole example write return: last in the last lstm")
          .formatted(time, outputs);
    } else if (steps == 1) {
      return ("it gives a class for each of %d steps, but the data have one an example; write return:"
              + " last in the last lstm")
          .formatted(time);
    }
    return ("it gives %s, but the data have a class for each of %d steps; write return: sequence in"
            + " every lstm")
        .formatted(time == 1 ? "one class an example" : time + " classes", steps);
  }

  /** Floor rounding: (size + 2 padding - kernel) / stride + 1. */
  private Shape slide(Window window, Shape input, int channels) throws Misfit {
    int height =
        overhang(image(input).height(), window.kernel().height(), window.padding().height());
    int width = overhang(input.width(), window.kernel().width(), window.padding().width());
    if (height < 0 || width < 0) {
      throw new Misfit(
          "kernel "
              + window.kernel()
              + " is larger than its input "
              + input
              + " with padding "
              + window.padding()
              + "; use a smaller kernel, more padding, or less pooling before it");
    }
    return Shape.image(
        channels, height / window.stride().height() + 1, width / window.stride().width() + 1);
  }

  /** How far a window can go, in steps of 1. */
  private static int overhang(int size, int kernel, int padding) {
    return Math.subtractExact(Math.addExact(size, Math.multiplyExact(2, padding)), kernel);
  }

  private Shape image(Shape input) throws Misfit {
    if (!input.isImage()) {
      throw Misfit.ofKind(
          "it needs images, but its input is "
              + described(input)
              + "; put it before dense and global-pool, or, if the data are images, set data.shape:"
              + " [channels, height, width]");
    }
    return input;
  }

  private boolean hasBias(int place, LayerSpec spec) {
    if (spec instanceof Dense dense) {
      return hasBias(place, dense.bias(), dense.activation());
    } else if (spec instanceof Conv2d conv) {
      return hasBias(place, conv.bias(), conv.activation());
    }
    return spec instanceof Output || spec instanceof Latent;
  }

  private boolean hasBias(int place, LayerSpec.Bias bias, LayerSpec.Activation activation) {
    boolean cancelled =
        activation == LayerSpec.Activation.IDENTITY
            && IntStream.range(0, specs.size())
                .filter(reader -> sources.get(reader).contains(place))
                .allMatch(reader -> specs.get(reader) instanceof LayerSpec.BatchNorm);
    return bias == LayerSpec.Bias.YES || bias == LayerSpec.Bias.AUTO && !cancelled;
  }

  private void checkOutput() {
    int last = specs.size() - 1;
    int outputsOfStep = outputsOfStep();
    int units = output().units().orElse(outputsOfStep);
    if (units != outputsOfStep) {
      report(
          last,
          "it has %d units, but the data have %d %s; leave units out, or check the data's label"
              .formatted(units, outputsOfStep, classes() ? "classes" : "targets"));
    }
    if (loss.task() != defaultLoss.task()) {
      report(
          last,
          "its loss is %s, but the data's targets are %s; use %s"
              .formatted(loss.word(), targets(defaultLoss.task()), defaultLoss.word()));
    } else if (loss.task() == Task.DISTRIBUTION && outputs < 2) {
      report(last, loss.word() + " needs at least 2 parts, but the data have " + outputs);
    } else if (loss.task() == Task.CLASSIFICATION && outputsOfStep < 2) {
      report(last, loss.word() + " needs at least 2 classes, but the data have " + outputsOfStep);
    }
  }

  private static String targets(Task task) {
    return switch (task) {
      case CLASSIFICATION -> "classes";
      case REGRESSION -> "numbers";
      case MULTI_LABEL -> "labels of 0 and 1";
      case DISTRIBUTION -> "distributions";
      case RECONSTRUCTION -> "their features";
    };
  }

  /** As inferred, or, where a layer before does not fit, as the data have them. */
  private int outputsOfStep() {
    return layers.size() == specs.size()
        ? layers.get(layers.size() - 1).output().features()
        : outputs / Math.max(1, steps);
  }

  private Output output() {
    return (Output) specs.get(specs.size() - 1);
  }

  private void report(int place, String cause) {
    String named = wires.get(place).name().map(name -> " '" + name + "'").orElse("");
    problems.add(
        "Cannot build layer %d (%s%s): %s".formatted(place, specs.get(place).kind(), named, cause));
  }

  private void failIfProblems() {
    if (!problems.isEmpty()) {
      throw new LockstepException(ExitCode.USAGE, String.join("\n", problems));
    }
  }

  /** A layer does not fit its input. */
  private static final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean ofKind;

    private Misfit(String cause, boolean ofKind) {
      super(cause);
      this.ofKind = ofKind;
    }

    Misfit(String cause) {
      this(cause, false);
    }

    /** One that other sizes of the same kind would not mend. */
    static Misfit ofKind(String cause) {
      return new Misfit(cause, true);
    }

    boolean isOfKind() {
      return ofKind;
    }
  }
}
