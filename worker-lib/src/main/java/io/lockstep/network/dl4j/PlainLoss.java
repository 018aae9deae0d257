package io.lockstep.network.dl4j;

import io.lockstep.network.Loss;
import io.lockstep.network.Loss.AbsoluteError;
import io.lockstep.network.Loss.Bernoulli;
import io.lockstep.network.Loss.BinaryCrossEntropy;
import io.lockstep.network.Loss.CrossEntropy;
import io.lockstep.network.Loss.Gaussian;
import io.lockstep.network.Loss.KlDivergence;
import io.lockstep.network.Loss.SquaredError;
import io.lockstep.network.NetworkSpec;
import java.util.Optional;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * DL4J's own losses, for files and for backends where DL4J computes them. Label smoothing is not
 * part of them.
 */
final class PlainLoss {
  private PlainLoss() {}

  /** Up to a constant factor; empty if DL4J has none with the same predictions. */
  static Optional<LossFunction> of(Loss loss) {
    if (loss instanceof CrossEntropy) {
      return Optional.of(LossFunction.MCXENT);
    } else if (loss instanceof Gaussian) {
      return Optional.of(LossFunction.L2);
    } else if (loss instanceof BinaryCrossEntropy || loss instanceof Bernoulli) {
      return Optional.of(LossFunction.XENT);
    } else if (loss instanceof KlDivergence) {
      return Optional.of(LossFunction.KL_DIVERGENCE);
    } else if (loss instanceof SquaredError) {
      return Optional.of(LossFunction.MSE);
    } else if (loss instanceof AbsoluteError) {
      return Optional.of(LossFunction.MEAN_ABSOLUTE_ERROR);
    }
    return Optional.empty();
  }

  /** Why a model is no DL4J model; empty if it is one. */
  static Optional<String> problem(NetworkSpec network) {
    if (network.noise() > 0) {
      return Optional.of("DL4J has no layer that is latent");
    }
    return of(network.loss()).isPresent()
        ? Optional.empty()
        : Optional.of("DL4J has no loss that is " + network.loss().word());
  }
}
