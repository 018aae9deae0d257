package io.lockstep.bench.side;

import io.lockstep.bench.contest.Contest;
import io.lockstep.bench.contest.Quantity;
import java.util.OptionalDouble;

/** What the product is measured against, and how far ahead it should be. */
public enum Peers {
  DDP("ddp") {
    @Override
    Contest against(Work work, Surroundings around) {
      double target = work == Work.MLP ? 1.5 : 0.8;
      return speed(work, new DdpSide(work, DdpSide.Variant.PLAIN, around), around, target);
    }
  },
  DDP_TUNED("ddp-tuned") {
    @Override
    Contest against(Work work, Surroundings around) {
      return speed(work, new DdpSide(work, DdpSide.Variant.TUNED, around), around, NO_TARGET);
    }
  };

  private static final double NO_TARGET = Double.NaN;

  private final String label;

  Peers(String label) {
    this.label = label;
  }

  /** As the command line calls it. */
  @Override
  public String toString() {
    return label;
  }

  /** The contest of the product with this peer. */
  public Contest contest(Work work, Surroundings around) {
    return against(work, around);
  }

  abstract Contest against(Work work, Surroundings around);

  private static Contest speed(
      Work work, io.lockstep.bench.contest.Side peer, Surroundings around, double target) {
    return new Contest(
        work.toString(),
        new ProductSide(work, around),
        peer,
        Quantity.EXAMPLES_PER_SECOND,
        Double.isNaN(target) ? OptionalDouble.empty() : OptionalDouble.of(target));
  }
}
