package io.lockstep.network;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.Dense;
import io.lockstep.network.LayerSpec.GlobalPool;
import io.lockstep.network.LayerSpec.Loss;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.LayerSpec.Pool;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.parameters.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows the shape of one example through the layers. Stops at the first layer that does not fit,
 * since what comes after it has no shape; what is wrong with the output is found all the same.
 */
final class ShapeInference {
  private final List<LayerSpec> specs;
  private final int outputs;
  private final Loss loss;
  private final List<NetworkSpec.Layer> layers = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ShapeInference(ModelSpec model, int outputs, Loss defaultLoss) {
    this.specs = model.layers();
    this.outputs = outputs;
    this.loss = output().loss().orElse(defaultLoss);
  }

  static NetworkSpec infer(ModelSpec model, Shape input, int outputs, Loss defaultLoss) {
    ShapeInference inference = new ShapeInference(model, outputs, defaultLoss);
    inference.follow(input);
    inference.checkOutput(defaultLoss);
    inference.failIfProblems();
    return new NetworkSpec(input, inference.layers, inference.loss, inference.layout());
  }

  private void follow(Shape input) {
    Shape shape = input;
    for (int place = 0; place < specs.size(); place++) {
      LayerSpec spec = specs.get(place);
      try {
        Shape output = outputOf(spec, shape);
        Math.multiplyExact(output.elements(), Float.BYTES);
        layers.add(
            new NetworkSpec.Layer(
                place + "-" + spec.kind(), spec, shape, output, hasBias(place, spec)));
        shape = output;
      } catch (Misfit misfit) {
        report(place, misfit.getMessage());
        return;
      } catch (ArithmeticException overflow) {
        report(place, "its output for an input of " + shape + " is too large; make it smaller");
        return;
      }
    }
  }

  private Shape outputOf(LayerSpec spec, Shape input) throws Misfit {
    if (spec instanceof Dense dense) {
      return Shape.flat(dense.units());
    } else if (spec instanceof Conv2d conv) {
      return slide(conv.window(), input, conv.filters());
    } else if (spec instanceof Pool pool) {
      return slide(pool.window(), input, input.sizes().get(0));
    } else if (spec instanceof GlobalPool) {
      return Shape.flat(image(input).channels());
    } else if (spec instanceof Output) {
      return Shape.flat(outputs);
    }
    return input;
  }

  /** Floor rounding: (size + 2 padding - kernel) / stride + 1. */
  private static Shape slide(Window window, Shape input, int channels) throws Misfit {
    int height = image(input).height() + 2 * window.padding().height() - window.kernel().height();
    int width = input.width() + 2 * window.padding().width() - window.kernel().width();
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

  private static Shape image(Shape input) throws Misfit {
    if (!input.isImage()) {
      throw new Misfit(
          "it needs images, but its input is flat ("
              + input
              + "); put it before dense and global-pool, or, if the data are images, set data.shape:"
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
    return spec instanceof Output;
  }

  private boolean hasBias(int place, LayerSpec.Bias bias, LayerSpec.Activation activation) {
    boolean cancelled =
        activation == LayerSpec.Activation.IDENTITY
            && specs.get(place + 1) instanceof LayerSpec.BatchNorm;
    return bias == LayerSpec.Bias.YES || bias == LayerSpec.Bias.AUTO && !cancelled;
  }

  private void checkOutput(Loss defaultLoss) {
    int last = specs.size() - 1;
    int units = output().units().orElse(outputs);
    if (units != outputs) {
      report(
          last,
          "it has %d units, but the data have %d %s; leave units out, or check the data's label"
              .formatted(
                  units,
                  outputs,
                  defaultLoss.task() == Task.CLASSIFICATION ? "classes" : "targets"));
    }
    if (loss.task() != defaultLoss.task()) {
      report(
          last,
          "its loss is %s, but the data's targets are %s; use %s"
              .formatted(loss.word(), targets(defaultLoss.task()), defaultLoss.word()));
    } else if (loss.task() == Task.CLASSIFICATION && outputs < 2) {
      report(last, loss.word() + " needs at least 2 classes, but the data have " + outputs);
    }
  }

  private static String targets(Task task) {
    return task == Task.CLASSIFICATION ? "classes" : "numbers";
  }

  private Output output() {
    return (Output) specs.get(specs.size() - 1);
  }

  private ParameterLayout layout() {
    try {
      return new LayoutBuilder().add(layers).build();
    } catch (ArithmeticException overflow) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot build the model: it has more parameters than one vector holds (2^29 - 1); make"
              + " its widest layers smaller",
          overflow);
    }
  }

  private void report(int place, String cause) {
    problems.add("Cannot build layer %d (%s): %s".formatted(place, specs.get(place).kind(), cause));
  }

  private void failIfProblems() {
    if (!problems.isEmpty()) {
      throw new LockstepException(ExitCode.USAGE, String.join("\n", problems));
    }
  }

  /** A layer does not fit its input. */
  private static final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    Misfit(String cause) {
      super(cause);
    }
  }
}
