package io.lockstep.collective;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.util.List;

/**
 * A worker's membership in a group that acts together. Every rank calls the same operations in the
 * same order with vectors and rows of the same sizes. Sums are taken in the order of ranks within a
 * host and then in the order of hosts, in float32, so that they do not depend on timing. A rank
 * owns {@link #slice}.
 *
 * <p>Vectors that operations act upon come from the membership itself: {@link #individual} ones
 * differ between ranks and are reduced (gradients), {@link #replicated} ones hold the same on all
 * ranks at each agreement (parameters, optimizer state) and exist once a host. Peers of a host read
 * them in place.
 *
 * <p>Every wait has a deadline and ends early when the worker is told to stop, a peer is lost, or a
 * peer aborts: each as a {@link CollectiveException} that names rank, host and operation. After one
 * the membership is of no further use. Used by one thread.
 */
public interface Collective extends AutoCloseable {
  int rank();

  int size();

  /** Which ranks share memory. */
  Topology topology();

  /** The part of a vector that this rank owns. */
  default Slice slice(int length) {
    return Slice.ofRank(rank(), size(), length);
  }

  /**
   * The part of a replicated vector that this rank updates where each host updates its whole copy
   * (and all hosts do so alike).
   */
  default Slice hostSlice(int length) {
    List<Integer> mates = topology().mates(rank());
    return Slice.ofRank(mates.indexOf(rank()), mates.size(), length);
  }

  /** Zeros, this rank's own; peers of its host read it in place. All ranks call it alike. */
  FlatVector individual(int length);

  /**
   * Zeros that all ranks of a host share, so that what one writes all have. All ranks call it
   * alike. A rank writes to its {@link #slice} only, between {@link #reduceScatter} and {@link
   * #allGather}; before the first operation the first rank of a host may write all of it.
   */
  FlatVector replicated(int length);

  /**
   * Memory for messages of bytes, to be gathered. All ranks call it alike.
   *
   * @param capacity bytes of a message at most
   */
  Messages messages(int capacity);

  /**
   * The sum of all ranks' vectors within this rank's slice, still to be taken. It is valid until
   * the next operation. Until that one returns, this rank may write to its own slice of the vector
   * but to no other part, which peers may still be reading.
   *
   * @param vector an individual one
   * @param wire what the partial sums of other hosts are rounded to on their way
   */
  VectorSum reduceScatter(FlatVector vector, Wire wire);

  /** The same, nothing rounded. */
  default VectorSum reduceScatter(FlatVector vector) {
    return reduceScatter(vector, Wire.FLOAT32);
  }

  /**
   * Afterwards every rank's vector holds each slice as its owner had it, and every rank has all
   * rows.
   *
   * @param vector an individual or a replicated one
   * @param wire what owners round their slices to before, so that all ranks hold the same
   */
  void allGather(FlatVector vector, Rows rows, Wire wire);

  /** The same, nothing rounded. */
  default void allGather(FlatVector vector, Rows rows) {
    allGather(vector, rows, Wire.FLOAT32);
  }

  /** Afterwards every rank can read every rank's message. */
  void gather(Messages messages);

  /** Afterwards every rank has all rows; also a barrier. */
  void exchange(Rows rows);

  /** Nanoseconds that operations of this membership have spent waiting for slower peers so far. */
  long waitedNanos();

  /** Bytes that this rank has sent to ranks of other hosts so far, headers included. */
  default long sentBytes() {
    return 0;
  }

  /** Tells the peers, as far as they can be reached, that this rank has failed; does not throw. */
  void abort(String reason);

  @Override
  void close();
}
