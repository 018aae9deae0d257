package io.lockstep.network;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.fraction;
import static io.lockstep.checks.Checks.positive;
import static io.lockstep.checks.Checks.present;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One layer as the plan names it. What follows from its input is inferred ({@link NetworkSpec}).
 */
public sealed interface LayerSpec {
  /** The word for it in the plan and in messages. */
  String kind();

  /** The nonlinearity of a layer. */
  enum Activation {
    IDENTITY,
    RELU,
    /** Slope 0.01 below 0. */
    LEAKY_RELU,
    /** Alpha 1. */
    ELU,
    SELU,
    /** x sigmoid(1.702 x): Hendrycks and Gimpel 2016, arXiv 1606.08415, section 2. */
    GELU,
    SIGMOID,
    TANH,
    SOFTPLUS
  }

  /**
   * How weights are drawn. Fan-in is the inputs of a unit (for convolutions channels x kernel),
   * fan-out likewise.
   */
  enum Initialization {
    /** Normal with variance 2 / fan-in (He et al. 2015, arXiv 1502.01852, eq. 10). */
    HE,
    /** Uniform with variance 2 / fan-in. */
    HE_UNIFORM,
    /** Normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010, eq. 16). */
    XAVIER,
    /** Uniform with variance 2 / (fan-in + fan-out). */
    XAVIER_UNIFORM,
    /** Normal with variance 1 / fan-in (LeCun et al. 1998, Efficient BackProp). */
    LECUN,
    /** Uniform with variance 1 / fan-in. */
    LECUN_UNIFORM,
    /**
     * Normal with variance 2 / fan-in, drawn again beyond two deviations; the deviation before that
     * is larger by 1 / 0.8796, so that the variance is what it says.
     */
    TRUNCATED_NORMAL,
    /**
     * Rows (or columns, if there are more rows) of length 1 at right angles to each other, times
     * the square root of 2 for ReLU (Saxe et al. 2014, arXiv 1312.6120, section 3; the gain of He
     * et al.).
     */
    ORTHOGONAL
  }

  /**
   * What is minimized; its activation belongs to it, so that the output layer has none of its own.
   */
  enum Loss {
    /** Softmax and cross entropy; classification. */
    CROSS_ENTROPY,
    /** Mean over the targets of the squared error; regression. */
    MSE
  }

  /** Height and width of a window, a stride or a padding. */
  record Size2d(int height, int width) {
    public static Size2d square(int size) {
      return new Size2d(size, size);
    }

    @Override
    public String toString() {
      return height + "x" + width;
    }
  }

  /**
   * Which window a layer slides, how far at a time, over how many zeros at each border. Rounded
   * down (floor).
   */
  record Window(Size2d kernel, Size2d stride, Size2d padding) {
    public Window {
      check(kernel.height() > 0 && kernel.width() > 0, "kernel", "above 0", kernel);
      check(stride.height() > 0 && stride.width() > 0, "stride", "above 0", stride);
      check(
          padding.height() >= 0
              && padding.height() < kernel.height()
              && padding.width() >= 0
              && padding.width() < kernel.width(),
          "padding",
          "at least 0 and below the kernel",
          padding);
    }
  }

  /** Fully connected, {@code y = activation(W x + b)}; an image is flattened by itself. */
  record Dense(int units, Activation activation, Initialization initialization, Bias bias)
      implements LayerSpec {
    public Dense {
      atLeast(units, 1, "units");
      present(activation, "activation");
      present(initialization, "init");
      present(bias, "bias");
    }

    @Override
    public String kind() {
      return "dense";
    }
  }

  /** Whether a layer has a bias. */
  enum Bias {
    /**
     * Everywhere but right before a normalization that cancels it: batch-norm is the next layer and
     * no nonlinearity lies between.
     */
    AUTO,
    YES,
    NO
  }

  /** Two-dimensional convolution (cross-correlation). */
  record Conv2d(
      int filters, Window window, Activation activation, Initialization initialization, Bias bias)
      implements LayerSpec {
    public Conv2d {
      atLeast(filters, 1, "filters");
      present(window, "window");
      present(activation, "activation");
      present(initialization, "init");
      present(bias, "bias");
    }

    @Override
    public String kind() {
      return "conv2d";
    }
  }

  /** How a window becomes one value. */
  enum Pooling {
    MAX,
    AVERAGE
  }

  /** Pooling over a window; average pooling counts padded zeros. */
  record Pool(Pooling pooling, Window window) implements LayerSpec {
    public Pool {
      present(pooling, "pooling");
      present(window, "window");
    }

    @Override
    public String kind() {
      return pooling == Pooling.MAX ? "max-pool" : "avg-pool";
    }
  }

  /** Pooling over all positions of a feature map: [c, h, w] to [c]. */
  record GlobalPool(Pooling pooling) implements LayerSpec {
    public GlobalPool {
      present(pooling, "pooling");
    }

    @Override
    public String kind() {
      return "global-pool";
    }
  }

  /**
   * Batch normalization per feature, or per feature map over batch and positions (Ioffe and Szegedy
   * 2015, arXiv 1502.03167); running = momentum * running + (1 - momentum) * batch.
   */
  record BatchNorm(double momentum, double epsilon) implements LayerSpec {
    public BatchNorm {
      fraction(momentum, "momentum");
      positive(epsilon, "epsilon");
    }

    @Override
    public String kind() {
      return "batch-norm";
    }
  }

  /**
   * Inverted dropout: each input is zeroed with probability {@code rate}, the others divided by 1 -
   * rate.
   */
  record Dropout(double rate) implements LayerSpec {
    public Dropout {
      fraction(rate, "rate");
    }

    @Override
    public String kind() {
      return "dropout";
    }
  }

  /** A nonlinearity by itself, for example after a batch normalization. */
  record Activate(Activation activation) implements LayerSpec {
    public Activate {
      present(activation, "activation");
    }

    @Override
    public String kind() {
      return "activation";
    }
  }

  /**
   * The last layer: dense without activation, and the loss.
   *
   * @param units as many as the data have classes or targets if empty
   * @param loss cross entropy for classification and MSE for regression if empty
   * @param initialization of its weights
   */
  record Output(OptionalInt units, Optional<Loss> loss, Initialization initialization)
      implements LayerSpec {
    public Output {
      units.ifPresent(n -> atLeast(n, 1, "units"));
      present(loss, "loss");
      present(initialization, "init");
    }

    @Override
    public String kind() {
      return "output";
    }
  }
}
