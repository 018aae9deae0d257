package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1): {@code m = beta1 m + (1 - beta1) g; v =
 * beta2 v + (1 - beta2) g^2; p -= lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) +
 * epsilon)}. Epsilon stands behind the bias correction, as in the paper and in PyTorch; t is the
 * step of the run, from 1.
 */
final class Adam implements GradientTransform {
  private final double beta1;
  private final double beta2;
  private final float epsilon;
  private final FlatVector first;
  private final FlatVector second;

  Adam(double beta1, double beta2, double epsilon, int length) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = (float) epsilon;
    this.first = FlatVector.allocate(length);
    this.second = FlatVector.allocate(length);
  }

  @Override
  public void apply(
      FlatVector parameters,
      FlatVector gradient,
      Parts parts,
      double norm,
      double learningRate,
      long step) {
    float rate = (float) (learningRate / (1 - Math.pow(beta1, step)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
    for (int part = 0; part < parts.trained().size(); part++) {
      update(parameters, gradient, parts.trained().get(part), rate, correction);
    }
  }

  private void update(
      FlatVector parameters, FlatVector gradient, Slice slice, float rate, float correction) {
    FloatBuffer p = parameters.floats();
    FloatBuffer g = gradient.floats();
    FloatBuffer m = first.floats();
    FloatBuffer v = second.floats();
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float rest1 = (float) (1 - beta1);
    float rest2 = (float) (1 - beta2);
    for (int i = slice.from(), end = slice.to(); i < end; i++) {
      float gi = g.get(i);
      float mi = b1 * m.get(i) + rest1 * gi;
      float vi = b2 * v.get(i) + rest2 * (gi * gi);
      m.put(i, mi);
      v.put(i, vi);
      p.put(i, p.get(i) - rate * mi / ((float) Math.sqrt(vi) * correction + epsilon));
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("adam.m", first);
    state.put("adam.v", second);
    return state;
  }
}
