package io.lockstep.network;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Size2d;
import io.lockstep.network.LayerSpec.Window;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Piece.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Infers what follows from a model and the shape of an example. The pieces come in the order of
 * DL4J's flat vectors: dense weights [out, in] then bias; convolution bias, then weights [out, in,
 * kh, kw]; normalization scale, shift, mean, variance.
 */
final class ShapeInference {
  private final ModelSpec model;
  private final Shape input;
  private final int outputs;
  private final List<NetworkSpec.Layer> layers = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private int offset;

  ShapeInference(ModelSpec model, Shape input, int outputs) {
    this.model = model;
    this.input = input;
    this.outputs = outputs;
  }

  NetworkSpec infer(LayerSpec.Loss lossOfTask) {
    Shape shape = input;
    for (int i = 0; i < model.layers().size(); i++) {
      LayerSpec spec = model.layers().get(i);
      boolean bias = hasBias(i);
      Shape output = output(i, spec, shape);
      layers.add(new NetworkSpec.Layer(i + "-" + kind(spec), spec, shape, output, bias));
      addPieces(i, spec, shape, output, bias);
      shape = output;
    }
    LayerSpec.Output last = (LayerSpec.Output) model.layers().get(model.layers().size() - 1);
    return new NetworkSpec(
        input, layers, last.loss().orElse(lossOfTask), new ParameterLayout(pieces));
  }

  /** The plan's word for a layer. */
  static String kind(LayerSpec spec) {
    if (spec instanceof LayerSpec.Dense) {
      return "dense";
    } else if (spec instanceof LayerSpec.Conv2d) {
      return "conv2d";
    } else if (spec instanceof LayerSpec.Pool pool) {
      return pool.pooling() == LayerSpec.Pooling.MAX ? "max-pool" : "avg-pool";
    } else if (spec instanceof LayerSpec.GlobalPool) {
      return "global-pool";
    } else if (spec instanceof LayerSpec.BatchNorm) {
      return "batch-norm";
    } else if (spec instanceof LayerSpec.Dropout) {
      return "dropout";
    } else if (spec instanceof LayerSpec.Activate) {
      return "activation";
    }
    return "output";
  }

  private Shape output(int place, LayerSpec spec, Shape in) {
    if (spec instanceof LayerSpec.Dense dense) {
      return Shape.flat(dense.units());
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      return window(place, spec, in, conv.window(), conv.filters());
    } else if (spec instanceof LayerSpec.Pool pool) {
      return window(place, spec, in, pool.window(), in.isImage() ? in.channels() : 1);
    } else if (spec instanceof LayerSpec.GlobalPool) {
      return Shape.flat(image(place, spec, in).channels());
    } else if (spec instanceof LayerSpec.Output output) {
      int units = output.units().orElse(outputs);
      if (units != outputs) {
        throw mismatch(
            place,
            spec,
            in,
            "it has "
                + units
                + " units and the data have "
                + outputs
                + " classes or targets; leave units out, or make them fit");
      }
      return Shape.flat(outputs);
    }
    return in;
  }

  private Shape window(int place, LayerSpec spec, Shape in, Window window, int channels) {
    image(place, spec, in);
    int height =
        slides(
            in.height(),
            window.kernel().height(),
            window.stride().height(),
            window.padding().height());
    int width =
        slides(
            in.width(), window.kernel().width(), window.stride().width(), window.padding().width());
    if (height < 1 || width < 1) {
      Size2d padding = window.padding();
      throw mismatch(
          place,
          spec,
          in,
          "its kernel "
              + window.kernel()
              + " is larger than its input"
              + (padding.height() + padding.width() > 0 ? " with padding " + padding : "")
              + "; use a smaller kernel, padding, or fewer pooling layers before it");
    }
    return Shape.image(channels, height, width);
  }

  private static int slides(int size, int kernel, int stride, int padding) {
    int room = size + 2 * padding - kernel;
    return room < 0 ? 0 : room / stride + 1;
  }

  private Shape image(int place, LayerSpec spec, Shape in) {
    if (!in.isImage()) {
      throw mismatch(
          place,
          spec,
          in,
          place == 0
              ? "it needs images; set data.shape: [channels, height, width]"
              : "it needs images, and the layer before it gives a flat vector; put it before the first dense layer");
    }
    return in;
  }

  private static LockstepException mismatch(int place, LayerSpec spec, Shape in, String why) {
    return new LockstepException(
        ExitCode.USAGE,
        "Cannot build layer " + place + " (" + kind(spec) + ", input " + in + "): " + why + ".");
  }

  private boolean hasBias(int place) {
    LayerSpec spec = model.layers().get(place);
    Bias bias = Bias.NO;
    if (spec instanceof LayerSpec.Dense dense) {
      bias = dense.bias();
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      bias = conv.bias();
    } else if (spec instanceof LayerSpec.Output) {
      bias = Bias.YES;
    }
    boolean normalized =
        place + 1 < model.layers().size()
            && model.layers().get(place + 1) instanceof LayerSpec.BatchNorm
            && activation(spec) == LayerSpec.Activation.IDENTITY;
    return bias == Bias.YES || (bias == Bias.AUTO && !normalized);
  }

  private static LayerSpec.Activation activation(LayerSpec spec) {
    if (spec instanceof LayerSpec.Dense dense) {
      return dense.activation();
    } else if (spec instanceof LayerSpec.Conv2d conv) {
      return conv.activation();
    }
    return LayerSpec.Activation.IDENTITY;
  }

  private void addPieces(int place, LayerSpec spec, Shape in, Shape out, boolean bias) {
    if (spec instanceof LayerSpec.Conv2d conv) {
      if (bias) {
        add(place, "bias", Kind.BIAS, List.of(conv.filters()));
      }
      Size2d kernel = conv.window().kernel();
      add(
          place,
          "weight",
          Kind.WEIGHT,
          List.of(conv.filters(), in.channels(), kernel.height(), kernel.width()));
    } else if (spec instanceof LayerSpec.Dense || spec instanceof LayerSpec.Output) {
      add(place, "weight", Kind.WEIGHT, List.of(out.elements(), in.elements()));
      if (bias) {
        add(place, "bias", Kind.BIAS, List.of(out.elements()));
      }
    } else if (spec instanceof LayerSpec.BatchNorm) {
      List<Integer> features = List.of(in.isImage() ? in.channels() : in.elements());
      add(place, "scale", Kind.NORMALIZATION, features);
      add(place, "shift", Kind.NORMALIZATION, features);
      add(place, "mean", Kind.STATISTIC, features);
      add(place, "variance", Kind.STATISTIC, features);
    }
  }

  private void add(int place, String role, Kind kind, List<Integer> shape) {
    Piece piece = new Piece(place + "." + role, kind, shape, offset);
    pieces.add(piece);
    offset = Math.addExact(offset, piece.length());
  }
}
