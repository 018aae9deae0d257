package io.lockstep.network;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.List;

/**
 * Where the trained pieces of a network lie among all of its pieces. Optimizer, synchronizer and
 * checkpoints work on {@link NetworkSpec#trained}, a vector of these pieces alone, so that frozen
 * ones have no state and are never sent.
 */
public final class TrainedPart {
  private final int length;
  private final Slice[] parts;

  private TrainedPart(int length, List<Slice> parts) {
    this.length = length;
    this.parts = parts.toArray(Slice[]::new);
  }

  public static TrainedPart of(NetworkSpec network) {
    return new TrainedPart(network.layout().length(), network.layout().parts(network::isTrained));
  }

  /** Whether nothing is frozen: both vectors are the same. */
  public boolean isAll() {
    return parts.length == 1 && parts[0].length() == length;
  }

  /** Copies the trained pieces out of a vector of all pieces. */
  public void gather(FlatVector all, FlatVector trained) {
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      Slice part = parts[i];
      trained.floats().put(at, all.floats(), part.from(), part.length());
      at += part.length();
    }
  }

  /** Copies the trained pieces out of an array of all pieces. */
  public void gather(float[] all, FlatVector trained) {
    int at = 0;
    for (Slice part : parts) {
      trained.floats().put(at, all, part.from(), part.length());
      at += part.length();
    }
  }

  /** Copies the trained pieces to their places among all. */
  public void scatter(FlatVector trained, FlatVector all) {
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      Slice part = parts[i];
      all.floats().put(part.from(), trained.floats(), at, part.length());
      at += part.length();
    }
  }
}
