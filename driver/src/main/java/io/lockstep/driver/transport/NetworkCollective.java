package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Bfloat16;
import io.lockstep.collective.Collective;
import io.lockstep.collective.CollectiveException;
import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.collective.Messages;
import io.lockstep.collective.Operation;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Topology;
import io.lockstep.collective.VectorSum;
import io.lockstep.collective.Waiting;
import io.lockstep.collective.Wire;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker's membership in a group over the network. In every operation each rank sends each other
 * one what it has for it, in chunks and straight from the vector, and waits for what the others
 * have. It returns only when its own chunks are with the operating system, so that the vector may
 * be overwritten.
 */
final class NetworkCollective implements Collective {
  private static final FlatVector NO_VECTOR = FlatVector.allocate(0);
  private static final double[] NO_ROW = {};

  /** How long a failed or closing member lets what it has sent go out. */
  private static final long LINGER_NANOS = 2_000_000_000L;

  private final NetworkEndpoint endpoint;
  private final Session session;
  private final Waiting waiting;
  private final VectorSum sum;
  private long operations;
  private long waitedNanos;
  private volatile boolean ended;
  private boolean closed;

  NetworkCollective(NetworkEndpoint endpoint, Session session, Waiting waiting) {
    this.endpoint = endpoint;
    this.session = session;
    this.waiting = waiting;
    this.sum = new VectorSum(session.size());
  }

  @Override
  public int rank() {
    return session.rank();
  }

  @Override
  public int size() {
    return session.size();
  }

  @Override
  public Topology topology() {
    return Topology.apart(size());
  }

  @Override
  public FlatVector individual(int length) {
    return FlatVector.allocate(length);
  }

  @Override
  public FlatVector replicated(int length) {
    return FlatVector.allocate(length);
  }

  @Override
  public Messages messages(int capacity) {
    return Messages.apart(rank(), size(), capacity);
  }

  @Override
  public VectorSum reduceScatter(FlatVector vector, Wire wire) {
    Announcement what = new Announcement(Operation.REDUCE_SCATTER, vector.length(), 0);
    run(what, vector, NO_ROW);
    Slice slice = slice(vector.length());
    sum.clear();
    for (int rank = 0; rank < size(); rank++) {
      if (rank == rank()) {
        sum.add(vector, 0);
      } else {
        sum.add(session.peer(rank).incoming(operations).store(), -slice.from());
      }
    }
    return sum;
  }

  @Override
  public void allGather(FlatVector vector, Rows rows, Wire wire) {
    if (wire == Wire.BFLOAT16) {
      Bfloat16.round(vector, slice(vector.length()));
    }
    run(announce(Operation.ALL_GATHER, vector, rows), vector, rows.of(rank()));
    take(rows);
  }

  @Override
  public void exchange(Rows rows) {
    run(announce(Operation.EXCHANGE, NO_VECTOR, rows), NO_VECTOR, rows.of(rank()));
    take(rows);
  }

  @Override
  public void gather(Messages messages) {
    ByteBuffer own = messages.own();
    Rows rows = new Rows(size(), 1 + (messages.capacity() + Double.BYTES - 1) / Double.BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(rows.width() * Double.BYTES);
    bytes.putLong(own.position()).put(own.duplicate().flip()).clear();
    bytes.asDoubleBuffer().get(rows.of(rank()));
    exchange(rows);
    for (int of = 0; of < size(); of++) {
      bytes.clear().asDoubleBuffer().put(rows.of(of));
      int length = (int) bytes.getLong();
      messages.length(of, length);
      if (of != rank()) {
        messages.memory(of).put(bytes.limit(Long.BYTES + length));
      }
    }
    messages.turn();
  }

  private Announcement announce(Operation operation, FlatVector vector, Rows rows) {
    check(rows.ranks() == size(), "ranks of the rows", "" + size(), rows.ranks());
    int widest = Message.Part.WIDEST_ROW;
    check(rows.width() <= widest, "width of the rows", "at most " + widest, rows.width());
    return new Announcement(operation, vector.length(), rows.width());
  }

  private void run(Announcement what, FlatVector vector, double[] row) {
    long number = ++operations;
    Attempt attempt =
        new Attempt(
            (kind, cause) -> CollectiveException.incomplete(kind, number, what, cause),
            "deadlines.step",
            waiting,
            System.nanoTime());
    if (ended) {
      throw attempt.failed(Kind.INTERRUPTED, "rank " + rank() + " has failed or closed before");
    }
    try {
      // Entered first: who has this rank's part may at once be one operation further.
      session.enter(number, what, vector);
      send(what, vector, row);
      session.await(peer -> !peer.incoming(number).isComplete(), "missing", attempt);
      session.await(Peer::isWriting, "not taking what it is sent", attempt);
      waitedNanos += session.leave(attempt.startNanos());
    } catch (CollectiveException e) {
      letGo();
      throw e;
    }
  }

  private void send(Announcement what, FlatVector vector, double[] row) {
    for (Peer peer : session.peers()) {
      Slice slice = Route.slice(what, rank(), peer.rank(), size());
      List<ByteBuf> chunks = new ArrayList<>(slice.length() / WireFormat.CHUNK + 1);
      int offset = 0;
      do {
        int elements = Math.min(WireFormat.CHUNK, slice.length() - offset);
        Message.Part part = new Message.Part(rank(), operations, what, offset, elements);
        chunks.add(WireFormat.encode(part, row, vector, slice.from() + offset));
        offset += elements;
      } while (offset < slice.length());
      peer.outbound().orElseThrow().send(chunks);
    }
  }

  private void take(Rows rows) {
    for (Peer peer : session.peers()) {
      double[] row = peer.incoming(operations).row();
      System.arraycopy(row, 0, rows.of(peer.rank()), 0, rows.width());
    }
  }

  /**
   * After a failure the owner of the vector may free it: nothing may be written to it, nor be read
   * from it by what is still to be sent.
   */
  private void letGo() {
    ended = true;
    session.close();
    if (!session.linger(Peer::isWriting, LINGER_NANOS)) {
      session.peers().stream()
          .filter(Peer::isWriting)
          .forEach(peer -> peer.outbound().orElseThrow().close());
      session.linger(Peer::isWriting, LINGER_NANOS);
    }
  }

  @Override
  public long waitedNanos() {
    return waitedNanos;
  }

  @Override
  public void abort(String reason) {
    ended = true;
    session.fail(Kind.INTERRUPTED, "this rank, " + rank() + ", has aborted: " + reason);
    tell(WireFormat.encode(new Message.Abort(rank(), reason)));
  }

  private void tell(ByteBuf message) {
    for (Peer peer : session.peers()) {
      peer.outbound().orElseThrow().send(List.of(message.copy()));
    }
  }

  @Override
  public String toString() {
    return "network";
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (!ended) {
        tell(WireFormat.encode(new Message.Goodbye(rank())));
      }
      letGo();
      session.peers().forEach(peer -> peer.outbound().orElseThrow().close());
      endpoint.close();
    }
  }
}
