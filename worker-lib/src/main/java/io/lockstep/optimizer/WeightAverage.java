package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An average of the weights along the run, to be evaluated and kept in their place. Kept is {@code
 * d = average - p}, zero at first, which follows each step by {@code d = keep * (d + rate u)}: it
 * needs no look at the initial parameters, and averages over workers as they do.
 */
final class WeightAverage implements GradientTransform {
  /** What part of the distance remains after a step; 1: the average stays where it is. */
  interface Keep {
    /**
     * Of the step that makes the parameters after {@code step} steps.
     *
     * @param step from 1
     */
    double after(long step);

    /** Whether the average after a step is the mean of several models at some distance. */
    default boolean isMeanOfModels(long step) {
      return false;
    }
  }

  /** The mean of n models and one more is off by n / (n + 1) of what the n were. */
  private record MeanOfModels(long start, long every) implements Keep {
    @Override
    public double after(long step) {
      if (step <= start) {
        return 0;
      }
      long behind = step - start;
      double before = (double) (behind / every);
      return behind % every == 0 ? before / (before + 1) : 1;
    }

    @Override
    public boolean isMeanOfModels(long step) {
      return step >= start + every;
    }
  }

  private final Keep keep;
  private final StateVector distance;
  private float kept;

  WeightAverage(Keep keep, Supplier<FlatVector> memory) {
    this.keep = keep;
    this.distance = new StateVector(memory.get());
  }

  /** The average of a specification over a run. */
  static WeightAverage of(OptimizerSpec.Average spec, RunLength run, Supplier<FlatVector> memory) {
    if (spec instanceof OptimizerSpec.Ema ema) {
      return new WeightAverage(step -> ema.decay(), memory);
    }
    OptimizerSpec.Swa swa = (OptimizerSpec.Swa) spec;
    return new WeightAverage(new MeanOfModels(swa.firstStep(run), swa.distance(run)), memory);
  }

  @Override
  public void begin(double norm, Progress now) {
    kept = (float) keep.after(now.step() + 1);
  }

  @Override
  public void apply(Block block) {
    // The update is the rule's; only what comes of it counts.
  }

  @Override
  public void correct(Block block, float rate) {
    float k = kept;
    float[] u = block.update();
    float[] d = distance.load(block);
    for (int i = 0, n = block.length(); i < n; i++) {
      d[i] = k * (d[i] + rate * u[i]);
    }
    distance.store(block);
  }

  AveragedWeights weights() {
    return new ShiftedWeights(distance.vector(), 1, keep::isMeanOfModels);
  }

  @Override
  public Map<String, FlatVector> state() {
    return Map.of("average.distance", distance.vector());
  }
}
