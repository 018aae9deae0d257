package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import java.util.Map;
import java.util.function.Supplier;

/** {@code m = m + (1 - momentum) (u - m); u = u + momentum (m - u)}: Muon's Nesterov momentum. */
final class MuonMomentum implements GradientTransform {
  private final float momentum;
  private final StateVector mean;

  MuonMomentum(double momentum, Supplier<FlatVector> memory) {
    this.momentum = (float) momentum;
    this.mean = new StateVector(memory.get());
  }

  @Override
  public void apply(Block block) {
    float mu = momentum;
    float nu = 1 - mu;
    float[] u = block.update();
    float[] m = mean.load(block);
    for (int i = 0, n = block.length(); i < n; i++) {
      float ui = u[i];
      float mi = m[i] + nu * (ui - m[i]);
      m[i] = mi;
      u[i] = ui + mu * (mi - ui);
    }
    mean.store(block);
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("muon.momentum", mean.vector());
  }
}
