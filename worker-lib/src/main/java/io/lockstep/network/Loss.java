package io.lockstep.network;

import static io.lockstep.checks.Checks.fraction;
import static io.lockstep.checks.Checks.positive;

import io.lockstep.data.DataSpec.Task;

/**
 * What is minimized; its activation belongs to it, so that the output layer has none of its own. In
 * the formulas z are an example's outputs before that activation, t its targets and K their number;
 * the loss of a batch is the sum over its examples.
 */
public sealed interface Loss {
  /** Without smoothing. */
  Loss CROSS_ENTROPY = new CrossEntropy(0);

  Loss MSE = new SquaredError();

  /** The word for it in the plan and in messages. */
  String word();

  /** What is learned by it. */
  Task task();

  /** What outputs become before they are predictions. */
  default Link link() {
    return Link.IDENTITY;
  }

  /** How the outputs of the last layer become predictions. */
  enum Link {
    IDENTITY,
    /** Probabilities of classes that exclude each other. */
    SOFTMAX,
    /** A probability for each output. */
    SIGMOID,
    /** A rate. */
    EXPONENTIAL
  }

  /**
   * Softmax and cross entropy, {@code -Σ t' log softmax(z)} with {@code t' = (1 - ε) t + ε / K}
   * (label smoothing: Szegedy et al. 2016, arXiv 1512.00567, section 7). Evaluations are without
   * smoothing.
   *
   * @param labelSmoothing ε, from 0 to below 1; 0: none
   */
  record CrossEntropy(double labelSmoothing) implements Loss {
    public CrossEntropy {
      fraction(labelSmoothing, "label-smoothing");
    }

    @Override
    public String word() {
      return "cross-entropy";
    }

    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }

    @Override
    public Link link() {
      return Link.SOFTMAX;
    }
  }

  /**
   * A sigmoid and binary cross entropy for each label: mean over the labels of {@code -t' log
   * sigmoid(z) - (1 - t') log(1 - sigmoid(z))} with {@code t' = (1 - ε) t + ε / 2}.
   *
   * @param labelSmoothing ε, from 0 to below 1; 0: none
   */
  record BinaryCrossEntropy(double labelSmoothing) implements Loss {
    public BinaryCrossEntropy {
      fraction(labelSmoothing, "label-smoothing");
    }

    @Override
    public String word() {
      return "binary-cross-entropy";
    }

    @Override
    public Task task() {
      return Task.MULTI_LABEL;
    }

    @Override
    public Link link() {
      return Link.SIGMOID;
    }
  }

  /**
   * Softmax and the divergence of its distribution from that of the targets, {@code Σ t (log t -
   * log softmax(z))} (Kullback and Leibler 1951).
   */
  record KlDivergence() implements Loss {
    @Override
    public String word() {
      return "kl-divergence";
    }

    @Override
    public Task task() {
      return Task.DISTRIBUTION;
    }

    @Override
    public Link link() {
      return Link.SOFTMAX;
    }
  }

  /**
   * Multi-class hinge loss, {@code Σ max(0, 1 - z_y + z_j) / K} over the wrong classes j (Weston
   * and Watkins 1999; PyTorch's MultiMarginLoss). Predictions are scores, not probabilities.
   */
  record Hinge() implements Loss {
    @Override
    public String word() {
      return "hinge";
    }

    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }
  }

  /** Mean over the targets of the squared error. */
  record SquaredError() implements Loss {
    @Override
    public String word() {
      return "mse";
    }

    @Override
    public Task task() {
      return Task.REGRESSION;
    }
  }

  /** Mean over the targets of the absolute error. */
  record AbsoluteError() implements Loss {
    @Override
    public String word() {
      return "mae";
    }

    @Override
    public Task task() {
      return Task.REGRESSION;
    }
  }

  /**
   * Mean over the targets of e²/2 for errors |e| up to delta, and of delta (|e| - delta/2) beyond
   * (Huber 1964, Robust Estimation of a Location Parameter, section 1).
   *
   * @param delta above 0, in units of the targets
   */
  record Huber(double delta) implements Loss {
    public Huber {
      positive(delta, "delta");
    }

    @Override
    public String word() {
      return "huber";
    }

    @Override
    public Task task() {
      return Task.REGRESSION;
    }
  }

  /**
   * Negative log-likelihood of counts whose rate is exp(z), without its constant: mean over the
   * targets of {@code exp(z) - t z} (PyTorch's PoissonNLLLoss). Predictions are rates.
   */
  record Poisson() implements Loss {
    @Override
    public String word() {
      return "poisson";
    }

    @Override
    public Task task() {
      return Task.REGRESSION;
    }

    @Override
    public Link link() {
      return Link.EXPONENTIAL;
    }
  }

  /**
   * Half the squared error, summed over the features: the negative log-likelihood of a Gaussian of
   * variance 1 around the output, without its constant (Kingma and Welling 2014, arXiv 1312.6114,
   * appendix C.2).
   */
  record Gaussian() implements Loss {
    @Override
    public String word() {
      return "gaussian";
    }

    @Override
    public Task task() {
      return Task.RECONSTRUCTION;
    }
  }

  /**
   * Binary cross entropy with a sigmoid, summed over the features, which are from 0 to 1: the
   * negative log-likelihood of Bernoulli variables (Kingma and Welling 2014, appendix C.1).
   */
  record Bernoulli() implements Loss {
    @Override
    public String word() {
      return "bernoulli";
    }

    @Override
    public Task task() {
      return Task.RECONSTRUCTION;
    }

    @Override
    public Link link() {
      return Link.SIGMOID;
    }
  }
}
