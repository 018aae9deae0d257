package io.lockstep.parameters;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.List;

/**
 * One named tensor within a flat vector, row-major.
 *
 * @param name for example {@code 0.weight}: the layer's place in the model, then its role
 * @param kind what it is to optimizers and penalties
 * @param shape for example [out, in]
 * @param offset of its first element in the vector
 */
public record Piece(String name, Kind kind, List<Integer> shape, int offset) {
  /** What a piece is to optimizers and penalties. */
  public enum Kind {
    /** Decays under L2 and weight decay. Its rows [out, ...] are what comes into one unit each. */
    WEIGHT,
    /** Vectors of ids: decays as weights do, but its rows [size, vocabulary] are no unit's. */
    EMBEDDING,
    /** Does not decay. */
    BIAS,
    /** Scale and shift of a normalization; does not decay. */
    NORMALIZATION,
    /**
     * A running statistic. Not trained: what the network leaves in the gradient is rows times (old
     * - new), so that the mean over all examples, subtracted, gives the new value averaged by
     * example count. Bypasses clipping and optimizer.
     */
    STATISTIC;

    public boolean trained() {
      return this != STATISTIC;
    }

    /** Under L1, L2 and weight decay. */
    public boolean decays() {
      return this == WEIGHT || this == EMBEDDING;
    }
  }

  public Piece {
    present(name, "name");
    present(kind, "kind");
    shape = List.copyOf(shape);
    check(shape.stream().allMatch(d -> d > 0), "shape", "sizes above 0", shape);
    check(offset >= 0, "offset", "at least 0", offset);
  }

  public int length() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  public Slice slice() {
    return new Slice(offset, offset + length());
  }
}
