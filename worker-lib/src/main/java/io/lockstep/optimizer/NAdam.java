package io.lockstep.optimizer;

import io.lockstep.kernel.AdamStep;
import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * NAdam (Dozat 2016, Incorporating Nesterov Momentum into Adam, ICLR workshop, algorithm 2, with
 * the schedule of the momentum as PyTorch has it): {@code mu(t) = beta1 (1 - 0.5 * 0.96^(t *
 * decay))}, P(t) the product of mu(1..t),
 *
 * <pre>
 * u = ((1 - mu(t)) / (1 - P(t)) * u + mu(t+1) / (1 - P(t+1)) * m) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 */
final class NAdam implements GradientTransform {
  private static final double LOG = StrictMath.log(0.96);

  private final AdamStep step;
  private final StateVector first;
  private final StateVector second;
  private final double beta1;
  private final double decay;
  private long products;
  private double product = 1;
  private float ofGradient;
  private float ofMean;

  NAdam(double beta1, double beta2, double epsilon, double decay, Supplier<FlatVector> memory) {
    this.step = new AdamStep(beta1, beta2, epsilon);
    this.first = new StateVector(memory.get());
    this.second = new StateVector(memory.get());
    this.beta1 = beta1;
    this.decay = decay;
  }

  @Override
  public void begin(double norm, Progress now) {
    long t = now.step() + 1;
    step.begin(t);
    // One more factor each step; from the beginning where a resume begins.
    if (t < products) {
      products = 0;
      product = 1;
    }
    while (products < t) {
      product *= momentum(++products);
    }
    double next = momentum(t + 1);
    ofGradient = (float) ((1 - momentum(t)) / (1 - product));
    ofMean = (float) (next / (1 - product * next));
  }

  private double momentum(long t) {
    return beta1 * (1 - 0.5 * StrictMath.exp(LOG * t * decay));
  }

  @Override
  public void apply(Block block) {
    float[] u = block.update();
    float[] m = first.load(block);
    float[] v = second.load(block);
    float a1 = step.oneMinusBeta1();
    float b2 = step.beta2();
    float a2 = step.oneMinusBeta2();
    float c2 = step.secondCorrection();
    float e = step.epsilon();
    float gradient = ofGradient;
    float mean = ofMean;
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float mi = m[i] + a1 * (ui - m[i]);
      float vi = b2 * v[i] + a2 * ui * ui;
      m[i] = mi;
      v[i] = vi;
      u[i] = (gradient * ui + mean * mi) / ((float) Math.sqrt(vi) * c2 + e);
    }
    first.store(block);
    second.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    Map<String, FlatVector> state = new LinkedHashMap<>();
    state.put("nadam.m", first.vector());
    state.put("nadam.v", second.vector());
    return Collections.unmodifiableMap(state);
  }
}
