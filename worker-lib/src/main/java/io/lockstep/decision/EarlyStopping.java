package io.lockstep.decision;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ends a run whose validation data get no better ({@link EarlyStoppingSpec}). Every rank hears the
 * same values at the same agreements, so that all stop in the same step. Used by one thread.
 */
public final class EarlyStopping {
  private static final String BEST = "early-stopping.best";
  private static final String BEST_STEP = "early-stopping.best-step";
  private static final String WITHOUT = "early-stopping.without-improvement";

  private final EarlyStoppingSpec spec;
  private State state;

  /**
   * What is remembered.
   *
   * @param best value that was an improvement
   * @param step after which it was found
   * @param without improvement, evaluations in a row
   */
  private record State(double best, long step, long without) {
    State after(double value, long at, EarlyStoppingSpec spec) {
      return spec.monitor().isBetter(value, best, spec.minChange())
          ? new State(value, at, 0)
          : new State(best, step, without + 1);
    }
  }

  public EarlyStopping(EarlyStoppingSpec spec) {
    this.spec = spec;
    this.state = new State(spec.monitor().worst(), 0, 0);
  }

  /** Takes the values of an evaluation after a step. */
  public void evaluated(Map<String, Double> values, long step) {
    double value = values.getOrDefault(spec.monitor().metric(), Double.NaN);
    state = state.after(value, step, spec);
  }

  /** Whether the run is to end. */
  public boolean stops() {
    return state.without() >= spec.patience();
  }

  /** For people, as the end of a sentence. */
  public String reason() {
    String margin = spec.minChange() > 0 ? " by more than " + spec.minChange() : "";
    return String.format(
        Locale.ROOT,
        "the validation %s has not improved%s for %d evaluation%s, since %.6g at step %d",
        spec.monitor().metric(),
        margin,
        state.without(),
        state.without() == 1 ? "" : "s",
        state.best(),
        state.step());
  }

  /** What a resume needs, by name; what is no finite number is left out. */
  public Map<String, Double> state() {
    Map<String, Double> numbers = new TreeMap<>();
    if (Double.isFinite(state.best())) {
      numbers.put(BEST, state.best());
    }
    numbers.put(BEST_STEP, (double) state.step());
    numbers.put(WITHOUT, (double) state.without());
    return numbers;
  }

  /** Goes on from where another one was. */
  public void restore(Map<String, Double> numbers) {
    state =
        new State(
            numbers.getOrDefault(BEST, spec.monitor().worst()),
            numbers.getOrDefault(BEST_STEP, 0.0).longValue(),
            numbers.getOrDefault(WITHOUT, 0.0).longValue());
  }
}
