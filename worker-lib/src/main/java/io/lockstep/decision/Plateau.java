package io.lockstep.decision;

import java.util.Map;
import java.util.TreeMap;

/**
 * A factor on the learning rate that falls where a value of the validation data stays ({@link
 * PlateauSpec}). Every rank hears the same values at the same agreements, so that all have the same
 * factor. Used by one thread.
 */
public final class Plateau {
  /** PyTorch's eps: smaller changes are not made. */
  private static final double LEAST_CHANGE = 1e-8;

  private static final String FACTOR = "plateau.factor";
  private static final String BEST = "plateau.best";
  private static final String BAD = "plateau.bad";
  private static final String COOLDOWN = "plateau.cooldown";

  private final PlateauSpec spec;
  private State state;

  /**
   * What is remembered.
   *
   * @param factor on the learning rate
   * @param best value so far
   * @param bad evaluations without improvement in a row
   * @param cooldown evaluations in which they do not count yet
   */
  private record State(double factor, double best, long bad, long cooldown) {
    State after(double value, PlateauSpec spec) {
      boolean better = spec.isBetter(value, best);
      long counted = better || cooldown > 0 ? 0 : bad + 1;
      double newBest = better ? value : best;
      if (counted <= spec.patience()) {
        return new State(factor, newBest, counted, Math.max(0, cooldown - 1));
      }
      double lower = Math.max(factor * spec.factor(), spec.minFactor());
      double next = factor - lower > LEAST_CHANGE ? lower : factor;
      return new State(next, newBest, 0, spec.cooldown());
    }
  }

  public Plateau(PlateauSpec spec) {
    this.spec = spec;
    this.state = new State(1, spec.monitor().worst(), 0, 0);
  }

  /** What the learning rate is multiplied by. */
  public double factor() {
    return state.factor();
  }

  /** Takes the values of an evaluation. */
  public void evaluated(Map<String, Double> values) {
    state = state.after(values.getOrDefault(spec.monitor().metric(), Double.NaN), spec);
  }

  /** What a resume needs, by name; what is no finite number is left out. */
  public Map<String, Double> state() {
    Map<String, Double> numbers = new TreeMap<>();
    numbers.put(FACTOR, state.factor());
    if (Double.isFinite(state.best())) {
      numbers.put(BEST, state.best());
    }
    numbers.put(BAD, (double) state.bad());
    numbers.put(COOLDOWN, (double) state.cooldown());
    return numbers;
  }

  /** Goes on from where another one was. */
  public void restore(Map<String, Double> numbers) {
    state =
        new State(
            numbers.getOrDefault(FACTOR, 1.0),
            numbers.getOrDefault(BEST, spec.monitor().worst()),
            numbers.getOrDefault(BAD, 0.0).longValue(),
            numbers.getOrDefault(COOLDOWN, 0.0).longValue());
  }
}
