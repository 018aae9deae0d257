package io.lockstep.bench.contest;

import static io.lockstep.checks.Checks.check;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What came out for one work against one peer.
 *
 * @param target the least median ratio that counts as reached; empty if none is set
 */
public record Comparison(
    String work,
    String product,
    String peer,
    String productGiven,
    String peerGiven,
    Quantity quantity,
    OptionalDouble target,
    List<Pair> pairs) {
  /** Fewer say too little on a noisy machine. */
  public static final int ENOUGH_PAIRS = 5;

  public Comparison {
    check(!pairs.isEmpty(), "pairs", "at least one", pairs);
    pairs = List.copyOf(pairs);
  }

  public double medianProduct() {
    return Statistics.median(of(pair -> pair.product().value()));
  }

  public double medianPeer() {
    return Statistics.median(of(pair -> pair.peer().value()));
  }

  /** Pair by pair how many times better the product is. */
  public List<Double> ratios() {
    return of(pair -> quantity.ratio(pair.product().value(), pair.peer().value()));
  }

  /** The median of the pairs' ratios; not the ratio of the medians, which mixes pairs. */
  public double medianRatio() {
    return Statistics.median(ratios());
  }

  public Verdict verdict() {
    if (target.isEmpty()) {
      return Verdict.NO_TARGET;
    }
    if (pairs.size() < ENOUGH_PAIRS) {
      return Verdict.TOO_FEW_PAIRS;
    }
    return medianRatio() >= target.getAsDouble() ? Verdict.REACHED : Verdict.NOT_REACHED;
  }

  private List<Double> of(Function<Pair, Double> figure) {
    return pairs.stream().map(figure).toList();
  }
}
