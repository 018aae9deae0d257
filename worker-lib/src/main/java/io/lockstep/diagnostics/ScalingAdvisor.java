package io.lockstep.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Says what more workers would bring, and which setting to change: a pure function of where the
 * time of a run went.
 */
public final class ScalingAdvisor {
  private static final List<Integer> WORKERS = List.of(2, 4, 8, 16);

  /** Fewer tell of the machine's mood, not of the run. */
  private static final int LEAST_STEPS = 20;

  private static final int MOST_SENTENCES = 2;

  private ScalingAdvisor() {}

  /** The advice; with few steps only where the time went. */
  public static ScalingAdvice advise(TimeProfile run, Agreements agreements) {
    if (run.steps() < LEAST_STEPS || run.total() <= 0) {
      return new ScalingAdvice(run, Map.of(), OptionalDouble.empty(), List.of(), List.of());
    }
    CostModel model = new CostModel(run, agreements);
    Map<Integer, Double> efficiencies = new LinkedHashMap<>();
    WORKERS.forEach(workers -> efficiencies.put(workers, model.efficiency(workers)));
    List<Remedy> remedies = new ArrayList<>(Remedy.of(run, agreements));
    remedies.sort((a, b) -> Double.compare(b.weight(), a.weight()));
    return new ScalingAdvice(
        run,
        efficiencies,
        model.bandwidth(),
        model.assumptions(),
        remedies.stream().limit(MOST_SENTENCES).map(Remedy::sentence).toList());
  }
}
