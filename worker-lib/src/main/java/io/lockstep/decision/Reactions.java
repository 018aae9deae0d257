package io.lockstep.decision;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that a run decides from its evaluations, with what has to be remembered for it. */
public final class Reactions {
  private final Optional<Plateau> plateau;
  private final Optional<EarlyStopping> stopping;

  public Reactions(Optional<PlateauSpec> plateau, Optional<EarlyStoppingSpec> stopping) {
    this.plateau = plateau.map(Plateau::new);
    this.stopping = stopping.map(EarlyStopping::new);
  }

  /** Of a run that decides nothing. */
  public static Reactions none() {
    return new Reactions(Optional.empty(), Optional.empty());
  }

  /** Takes the values of an evaluation after a step; all ranks have the same. */
  public void evaluated(Map<String, Double> values, long step) {
    plateau.ifPresent(p -> p.evaluated(values));
    stopping.ifPresent(s -> s.evaluated(values, step));
  }

  /** What the learning rate is multiplied by. */
  public double rateFactor() {
    return plateau.isPresent() ? plateau.get().factor() : 1;
  }

  /** Whether the run is to end before its length. */
  public boolean stops() {
    return stopping.isPresent() && stopping.get().stops();
  }

  /** Why the run ended before its length, if it did. */
  public Optional<String> reason() {
    return stopping.filter(EarlyStopping::stops).map(EarlyStopping::reason);
  }

  /** What a resume needs, by name. */
  public Map<String, Double> state() {
    Map<String, Double> numbers = new TreeMap<>();
    plateau.ifPresent(p -> numbers.putAll(p.state()));
    stopping.ifPresent(s -> numbers.putAll(s.state()));
    return numbers;
  }

  /** Goes on from where others were; numbers that are not there are as at the beginning. */
  public void restore(Map<String, Double> numbers) {
    plateau.ifPresent(p -> p.restore(numbers));
    stopping.ifPresent(s -> s.restore(numbers));
  }
}
