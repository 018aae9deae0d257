package io.lockstep.driver.transport;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.CollectiveException;
import io.lockstep.collective.CollectiveException.Kind;
import io.lockstep.collective.HostMember;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Waiting;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * How ranks of one host and of several come together in an operation, and how they learn of each
 * other's failures: what goes wrong among mates is passed on to the other hosts, what goes wrong
 * between hosts is told to the mates.
 */
final class Meeting {
  /** How a failure of {@link HostMember} names the host. */
  private static final String HERE = "of this host";

  /** How long a failed or closing member lets what it has sent go out. */
  private static final long LINGER_NANOS = 2_000_000_000L;

  /** How long what one rank says to all may take longer on the way to some. */
  private static final long HEARD_NANOS = 500_000_000L;

  private final Session session;
  private final HostMember host;
  private final Waiting waiting;
  private final Rows noRows;
  private long operations;
  private long waitedNanos;
  private volatile boolean ended;

  /** The steps of an operation. */
  interface Steps {
    void take(Attempt attempt);
  }

  /**
   * @param operations that there have been before
   */
  Meeting(Session session, HostMember host, Waiting waiting, long operations) {
    this.session = session;
    this.host = host;
    this.waiting = waiting;
    this.noRows = new Rows(host.size(), 0);
    this.operations = operations;
  }

  /** The number of the operation under way or, if there is none, of the last one. */
  long operations() {
    return operations;
  }

  long waitedNanos() {
    return waitedNanos + host.waitedNanos();
  }

  boolean hasEnded() {
    return ended;
  }

  /** No operation is possible any more. */
  void end() {
    ended = true;
  }

  void run(Announcement what, Steps steps) {
    long number = ++operations;
    Attempt attempt =
        new Attempt(
            (kind, cause) -> CollectiveException.incomplete(kind, number, what, cause),
            "deadlines.step",
            waiting,
            System.nanoTime());
    if (ended) {
      String cause = "rank " + session.rank() + " has failed or closed before";
      throw attempt.failed(Kind.INTERRUPTED, cause);
    }
    try {
      steps.take(attempt);
    } catch (CollectiveException e) {
      letGo();
      throw e;
    }
  }

  /** Meets the mates. */
  void mates(Announcement what, Attempt attempt) {
    mates(what, noRows, Duration.ZERO, attempt);
  }

  /** Meets the mates, who may have to wait for other hosts before, and exchanges rows with them. */
  void mates(Announcement what, Rows rows, Duration grace, Attempt attempt) {
    try {
      host.meet(what, rows, grace);
    } catch (CollectiveException e) {
      if (e.kind() == Kind.PEER_FAILED) {
        // Perhaps an echo: who has failed has said so to all ranks.
        session.throwFailureWithin(HEARD_NANOS, attempt);
      }
      String reason = e.reason().replace(HERE, "on " + session.address().host());
      if (e.kind() == Kind.DEADLINE || e.kind() == Kind.PEER_LOST) {
        tell(WireFormat.encode(new Message.Abort(session.rank(), Optional.of(e.kind()), reason)));
      }
      throw attempt.failed(e.kind(), reason);
    }
  }

  /** Waits until all is here that the operation awaits, and all is away that it sends. */
  void hosts(Attempt attempt) {
    try {
      session.await(peer -> peer.incoming(operations).isMissing(), "missing", attempt);
      // Who has left in good order had all of it: only the notice of that may be late.
      session.await(
          peer -> peer.isWriting() && !peer.hasLeft(), "not taking what it is sent", attempt);
    } catch (CollectiveException e) {
      if (e.kind() != Kind.INTERRUPTED) {
        host.abort(e.reason());
      }
      throw e;
    }
  }

  /**
   * Ends the part of an operation that is between hosts.
   *
   * @param startNanos since when this rank had nothing to do but to wait
   */
  void leaveHosts(long startNanos) {
    waitedNanos += session.leave(startNanos);
  }

  void abort(String reason) {
    ended = true;
    session.fail(Kind.INTERRUPTED, "this rank, " + session.rank() + ", has aborted: " + reason);
    host.abort(reason);
    tell(WireFormat.encode(new Message.Abort(session.rank(), Optional.empty(), reason)));
  }

  private void tell(ByteBuffer message) {
    session.peers().forEach(peer -> peer.outbound().orElseThrow().send(message));
  }

  /** Ends without a failure, unless there has been one. */
  void close() {
    if (!ended) {
      tell(WireFormat.encode(new Message.Goodbye(session.rank())));
    }
    letGo();
    session.peers().forEach(peer -> peer.outbound().orElseThrow().close());
    host.close();
  }

  /**
   * After a failure the owner of the vectors may free them: nothing may be written to them, nor be
   * read from them by what is still to be sent.
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
    session.linger(Peer::isReading, LINGER_NANOS);
  }
}
