package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.VectorSum;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.synchronization.SynchronizationSpec.ParameterAveraging;
import java.util.Map;

/**
 * {@link OuterSpec.Nesterov} on this rank's slice, a block at a time between the sum and the
 * gathering, so that the outer state and its work are divided by the number of workers. Running
 * statistics are no parameters to it: they become the mean.
 */
final class OuterNesterov implements OuterOptimizer {
  private final float rate;
  private final float momentum;
  private final Slice slice;
  private final Slice[] trained;

  /** Of all ranks, for checkpoints; a rank works on its slice. */
  private final FlatVector velocity;

  /** The slice of the parameters as they were agreed last. */
  private final FlatVector before;

  private final float[] mean = new float[CHUNK];
  private final float[] b = new float[CHUNK];
  private final float[] v = new float[CHUNK];

  OuterNesterov(OuterSpec.Nesterov spec, Collective collective, ParameterLayout layout) {
    this.rate = (float) spec.learningRate();
    this.momentum = (float) spec.momentum();
    this.slice = collective.slice(layout.length());
    this.trained = layout.parts(slice, piece -> piece.kind().trained()).toArray(Slice[]::new);
    this.velocity = collective.replicated(layout.length());
    this.before = FlatVector.allocate(slice.length());
  }

  @Override
  public void begin(FlatVector parameters) {
    before.floats().put(0, parameters.floats(), slice.from(), slice.length());
  }

  @Override
  public void agree(VectorSum sum, float factor, FlatVector parameters) {
    int next = 0;
    for (int from = slice.from(); from < slice.to(); from += CHUNK) {
      int length = Math.min(CHUNK, slice.to() - from);
      int to = from + length;
      sum.load(from, length, factor, mean);
      while (next < trained.length && trained[next].to() <= to) {
        step(trained[next], from, to);
        next++;
      }
      if (next < trained.length && trained[next].from() < to) {
        step(trained[next], from, to);
      }
      parameters.floats().put(from, mean, 0, length);
    }
  }

  /** Makes the new parameters of the mean, in its place, for what of a part is in [from, to). */
  private void step(Slice part, int from, int to) {
    int start = Math.max(part.from(), from);
    int length = Math.min(part.to(), to) - start;
    before.floats().get(start - slice.from(), b, 0, length);
    velocity.floats().get(start, v, 0, length);
    nesterov(mean, start - from, length);
    velocity.floats().put(start, v, 0, length);
  }

  /** In terms of the mean, so that rate 1 without momentum gives the mean itself, bit for bit. */
  private void nesterov(float[] m, int offset, int length) {
    float lr = rate;
    float mu = momentum;
    for (int i = 0; i < length; i++) {
      float delta = b[i] - m[offset + i];
      v[i] = mu * v[i] + delta;
      m[offset + i] += delta - lr * (delta + mu * v[i]);
    }
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of(ParameterAveraging.OUTER_MOMENTUM, velocity);
  }
}
