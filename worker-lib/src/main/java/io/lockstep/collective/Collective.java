package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;

/**
 * A worker's membership in a group that acts together. Every rank calls the same operations in the
 * same order with vectors and rows of the same sizes. Sums are taken in the order of ranks (rank 0
 * + rank 1 + ...), in float32, so that they do not depend on timing. A rank owns {@link #slice}.
 *
 * <p>Every wait has a deadline and ends early when the worker is told to stop, a peer is lost, or a
 * peer aborts: each as a {@link CollectiveException} that names rank, host and operation. After one
 * the membership is of no further use.
 *
 * <p>Each operation may carry {@link Rows} along at no further cost. Used by one thread.
 */
public interface Collective extends AutoCloseable {
  int rank();

  int size();

  /** The part of a vector that this rank owns. */
  default Slice slice(int length) {
    return Slice.ofRank(rank(), size(), length);
  }

  /**
   * Afterwards this rank's slice holds the sum of all ranks' slices; the rest of the vector is
   * undefined.
   */
  void reduceScatter(FlatVector vector, Rows rows);

  /** Afterwards every rank's vector holds each slice as its owner had it. */
  void allGather(FlatVector vector, Rows rows);

  /** Afterwards every rank's vector equals the root's. */
  void broadcast(FlatVector vector, int root);

  /** Rows alone; also a barrier. */
  void exchange(Rows rows);

  /** Nanoseconds that operations of this membership have spent waiting for slower peers so far. */
  long waitedNanos();

  /** Tells the peers, as far as they can be reached, that this rank has failed; does not throw. */
  void abort(String reason);

  @Override
  void close();
}
