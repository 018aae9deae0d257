package io.lockstep.network;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.fraction;
import static io.lockstep.checks.Checks.notNegative;
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

  /** Whether it joins several layers, rather than read one. */
  default boolean isMerge() {
    return this instanceof Add || this instanceof Concat;
  }

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

  /**
   * Fully connected, {@code y = activation(W x + b)}; an image is flattened by itself, a sequence
   * goes through it step by step.
   */
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
   * 2015, arXiv 1502.03167); running = momentum * running + (1 - momentum) * batch, the variance
   * being that of the population.
   */
  record BatchNorm(double momentum, double epsilon, Statistics statistics) implements LayerSpec {
    public BatchNorm {
      fraction(momentum, "momentum");
      positive(epsilon, "epsilon");
      present(statistics, "statistics");
    }

    /** With each worker's own statistics. */
    public BatchNorm(double momentum, double epsilon) {
      this(momentum, epsilon, Statistics.WORKER);
    }

    @Override
    public String kind() {
      return "batch-norm";
    }
  }

  /** Whose examples the statistics of a batch normalization are of. */
  enum Statistics {
    /** Each worker's own; running values are averaged by their numbers of examples. */
    WORKER,
    /**
     * The whole global batch's, put together in the middle of the forward and of the backward pass,
     * so that any number of workers computes what one would.
     */
    GLOBAL
  }

  /**
   * A normalization of each example by itself, over groups of its features and all positions; scale
   * and shift are per feature, for images per feature map.
   */
  sealed interface ExampleNorm extends LayerSpec {
    /** Added to the variance. */
    double epsilon();

    /**
     * Into how many groups features fall.
     *
     * @param features of the input, for images its channels
     */
    int groups(int features);
  }

  /**
   * Layer normalization (Ba, Kiros and Hinton 2016, arXiv 1607.06450, equation 3): all features of
   * an example together, of a sequence those of a step. For images it is group normalization with
   * one group.
   */
  record LayerNorm(double epsilon) implements ExampleNorm {
    public LayerNorm {
      positive(epsilon, "epsilon");
    }

    @Override
    public int groups(int features) {
      return 1;
    }

    @Override
    public String kind() {
      return "layer-norm";
    }
  }

  /** Group normalization (Wu and He 2018, arXiv 1803.08494, equation 7); groups divide features. */
  record GroupNorm(int groups, double epsilon) implements ExampleNorm {
    public GroupNorm {
      atLeast(groups, 1, "groups");
      positive(epsilon, "epsilon");
    }

    @Override
    public int groups(int features) {
      return groups;
    }

    @Override
    public String kind() {
      return "group-norm";
    }
  }

  /**
   * Instance normalization (Ulyanov, Vedaldi and Lempitsky 2016, arXiv 1607.08022, equation 3):
   * each feature map of an image by itself.
   */
  record InstanceNorm(double epsilon) implements ExampleNorm {
    public InstanceNorm {
      positive(epsilon, "epsilon");
    }

    @Override
    public int groups(int features) {
      return features;
    }

    @Override
    public String kind() {
      return "instance-norm";
    }
  }

  /**
   * Spatial dropout (Tompson et al. 2015, arXiv 1411.4280): whole feature maps of an image are
   * zeroed with probability {@code rate}, the others divided by 1 - rate.
   */
  record SpatialDropout(double rate) implements LayerSpec {
    public SpatialDropout {
      fraction(rate, "rate");
    }

    @Override
    public String kind() {
      return "spatial-dropout";
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

  /** The sum of layers of one shape, element by element. */
  record Add() implements LayerSpec {
    @Override
    public String kind() {
      return "add";
    }
  }

  /**
   * Layers one after the other: images of one height and width along their channels, [c1, h, w] and
   * [c2, h, w] to [c1 + c2, h, w]; flat ones along their features.
   */
  record Concat() implements LayerSpec {
    @Override
    public String kind() {
      return "concat";
    }
  }

  /** What a recurrent layer gives. */
  enum Returned {
    /** The output of each step: [time, units]. */
    SEQUENCE,
    /** The output of the last step: [units]. */
    LAST
  }

  /**
   * Long short-term memory without peepholes (Hochreiter and Schmidhuber 1997, with the forget gate
   * of Gers, Schmidhuber and Cummins 2000), from zeros at the first step on:
   *
   * <pre>
   *   a = tanh(Wa x + Ra h' + ba)      f = sigmoid(Wf x + Rf h' + bf)
   *   o = sigmoid(Wo x + Ro h' + bo)   i = sigmoid(Wi x + Ri h' + bi)
   *   c = f c' + i a                   h = o tanh(c)
   * </pre>
   *
   * <p>Weights lie in DL4J's order a, f, o, i: [4 units, in], [4 units, units], [4 units]. These
   * are PyTorch's equations, whose order is i, f, a, o and whose two biases are one here.
   *
   * @param initialization of the weights of the input; those of the recurrence are orthogonal (Saxe
   *     et al. 2014, arXiv 1312.6120) without gain, as in Keras
   * @param forgetBias first bias of the forget gate (Jozefowicz, Zaremba and Sutskever 2015,
   *     section 2.2)
   */
  record Lstm(int units, Returned returned, Initialization initialization, double forgetBias)
      implements LayerSpec {
    public Lstm {
      atLeast(units, 1, "units");
      present(returned, "return");
      present(initialization, "init");
      check(Double.isFinite(forgetBias), "forget-bias", "a number", forgetBias);
    }

    @Override
    public String kind() {
      return "lstm";
    }
  }

  /**
   * A vector for each id (Bengio et al. 2003, JMLR 3, section 2): [time] of ids to [time, size].
   * Vectors are drawn from the standard normal distribution, as PyTorch does.
   */
  record Embedding(int size) implements LayerSpec {
    public Embedding {
      atLeast(size, 1, "size");
    }

    @Override
    public String kind() {
      return "embedding";
    }
  }

  /**
   * The code of a variational autoencoder (Kingma and Welling 2014, arXiv 1312.6114): a dense map
   * to mean mu and log-variance v of a Gaussian, from which training samples {@code z = mu +
   * exp(v/2) eps} (the reparameterization trick, section 2.4), and whose divergence from the
   * standard normal, {@code beta Σ (mu² + exp(v) - 1 - v) / 2} (appendix B), is added to the loss.
   * Predictions and evaluations take z = mu.
   *
   * @param size of the code
   * @param beta weight of the divergence; 1 in the paper, another in Higgins et al. 2017 (beta-VAE)
   */
  record Latent(int size, double beta, Initialization initialization) implements LayerSpec {
    public Latent {
      atLeast(size, 1, "size");
      notNegative(beta, "beta");
      present(initialization, "init");
    }

    @Override
    public String kind() {
      return "latent";
    }
  }

  /**
   * The last layer: dense without activation, and the loss; after a sequence for each of its steps.
   *
   * @param units as many as the data have classes or targets (of a step) if empty
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
