package io.lockstep.diagnostics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a run says about its speed.
 *
 * @param profile where the time went
 * @param efficiencies to expect, by number of workers: their examples a second over as many times
 *     those of one; empty if too few steps were timed
 * @param bandwidth bytes that a worker sent a second while it communicated; empty if unknown
 * @param assumptions of the efficiencies
 * @param settings to change, with reasons; plain sentences, the most important first
 */
public record ScalingAdvice(
    TimeProfile profile,
    Map<Integer, Double> efficiencies,
    OptionalDouble bandwidth,
    List<String> assumptions,
    List<String> settings) {
  public ScalingAdvice {
    efficiencies = Collections.unmodifiableMap(new LinkedHashMap<>(efficiencies));
    assumptions = List.copyOf(assumptions);
    settings = List.copyOf(settings);
  }

  /** Whether the efficiencies are those of the best case. */
  public boolean isBestCase() {
    return profile.workers() == 1;
  }
}
