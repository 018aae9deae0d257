package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The transforms that prepare a gradient before a rule sees it, and those that change parameters
 * beside the rule.
 */
final class Gradients {
  private Gradients() {}

  /** {@code g *= min(1, bound / norm)} (Pascanu et al. 2013, arXiv 1211.5063, algorithm 1). */
  static GradientTransform clipByGlobalNorm(double bound) {
    return (parameters, gradient, parts, norm, learningRate, step) -> {
      if (norm > bound) {
        float factor = (float) (bound / norm);
        for (int i = 0; i < parts.trained().size(); i++) {
          gradient.scale(factor, parts.trained().get(i));
        }
      }
    };
  }

  /** {@code g += lambda * w} on weights: the gradient of the penalty lambda/2 |w|^2. */
  static GradientTransform penalty(double lambda) {
    float factor = (float) lambda;
    return (parameters, gradient, parts, norm, learningRate, step) ->
        addScaled(gradient, parameters, factor, parts.weights());
  }

  /**
   * {@code w -= learningRate * decay * w} on weights (Loshchilov and Hutter 2019, arXiv 1711.05101,
   * algorithm 2).
   */
  static GradientTransform decoupledDecay(double decay) {
    return (parameters, gradient, parts, norm, learningRate, step) -> {
      float factor = (float) (1 - learningRate * decay);
      for (int i = 0; i < parts.weights().size(); i++) {
        parameters.scale(factor, parts.weights().get(i));
      }
    };
  }

  /** {@code s -= g} on statistics, whatever the learning rate. */
  static GradientTransform statistics() {
    return (parameters, gradient, parts, norm, learningRate, step) ->
        addScaled(parameters, gradient, -1f, parts.statistics());
  }

  /** {@code target += factor * source}. */
  static void addScaled(FlatVector target, FlatVector source, float factor, List<Slice> parts) {
    FloatBuffer to = target.floats();
    FloatBuffer from = source.floats();
    for (int part = 0; part < parts.size(); part++) {
      Slice slice = parts.get(part);
      for (int i = slice.from(), end = slice.to(); i < end; i++) {
        to.put(i, to.get(i) + factor * from.get(i));
      }
    }
  }
}
