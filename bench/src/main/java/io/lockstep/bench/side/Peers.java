package io.lockstep.bench.side;

import io.lockstep.bench.contest.Contest;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.Side;
import java.util.List;
import java.util.OptionalDouble;

/** What the product is measured against, and how far ahead it should be (issue 3). */
public enum Peers {
  DDP("ddp") {
    @Override
    Contest on(Work work, Surroundings around) {
      return speed(
          work,
          new DdpSide(work, DdpSide.Variant.PLAIN, around),
          around,
          OptionalDouble.of(work == Work.MLP ? 1.5 : 0.8));
    }
  },
  DDP_TUNED("ddp-tuned") {
    @Override
    Contest on(Work work, Surroundings around) {
      Side side = new DdpSide(work, DdpSide.Variant.TUNED, around);
      return speed(work, side, around, OptionalDouble.empty());
    }
  },
  DL4J_SPARK("dl4j-spark") {
    @Override
    Contest on(Work work, Surroundings around) {
      Side side = Dl4jSides.spark(work, toString(), 1, Nd4jNatives.AS_SHIPPED, around);
      return speed(work, side, around, OptionalDouble.of(12));
    }
  },
  DL4J_SPARK_TUNED("dl4j-spark-tuned") {
    @Override
    Contest on(Work work, Surroundings around) {
      Side side = Dl4jSides.spark(work, toString(), 1, Nd4jNatives.OF_THE_PRODUCT, around);
      return speed(work, side, around, OptionalDouble.empty());
    }
  },
  DL4J_SPARK_10("dl4j-spark-10") {
    @Override
    Contest on(Work work, Surroundings around) {
      Side side = Dl4jSides.spark(work, toString(), 10, Nd4jNatives.AS_SHIPPED, around);
      return speed(work, side, around, OptionalDouble.empty());
    }
  },
  DL4J_FIT("dl4j-fit") {
    @Override
    Contest on(Work work, Surroundings around) {
      Side side = Dl4jSides.fit(work, toString(), Nd4jNatives.AS_SHIPPED, around);
      return speed(work, side, around, OptionalDouble.empty());
    }
  },
  DL4J_FIT_TUNED("dl4j-fit-tuned") {
    @Override
    Contest on(Work work, Surroundings around) {
      Side side = Dl4jSides.fit(work, toString(), Nd4jNatives.OF_THE_PRODUCT, around);
      return speed(work, side, around, OptionalDouble.empty());
    }
  },
  DL4J_FIT_THREADS("dl4j-fit-threads") {
    @Override
    Contest on(Work work, Surroundings around) {
      Side side = Dl4jSides.fitWithAllThreads(work, toString(), Nd4jNatives.AS_SHIPPED, around);
      return speed(work, side, around, OptionalDouble.empty());
    }
  },
  /** The one that has a network of its own, whatever the works are. */
  MLPC("mlpc") {
    @Override
    public List<Contest> contests(List<Work> works, Surroundings around) {
      return List.of(
          new Contest(
              "784-128-10 until 97 %",
              new AccuracySide(MlpcSide.ACCURACY, around),
              new MlpcSide(around),
              Quantity.SECONDS,
              OptionalDouble.of(40)));
    }

    @Override
    Contest on(Work work, Surroundings around) {
      throw new IllegalStateException("Cannot train " + work + ": mlpc has a network of its own");
    }
  };

  private final String label;

  Peers(String label) {
    this.label = label;
  }

  /** As the command line calls it. */
  @Override
  public String toString() {
    return label;
  }

  /** The product against this peer, on each of the works. */
  public List<Contest> contests(List<Work> works, Surroundings around) {
    return works.stream().map(work -> on(work, around)).toList();
  }

  abstract Contest on(Work work, Surroundings around);

  private static Contest speed(Work work, Side peer, Surroundings around, OptionalDouble target) {
    return new Contest(
        work.toString(), new ProductSide(work, around), peer, Quantity.EXAMPLES_PER_SECOND, target);
  }
}
