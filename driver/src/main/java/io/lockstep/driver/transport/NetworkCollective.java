package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Bfloat16;
import io.lockstep.collective.Collective;
import io.lockstep.collective.HostMember;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Messages;
import io.lockstep.collective.Operation;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Topology;
import io.lockstep.collective.VectorSum;
import io.lockstep.collective.Waiting;
import io.lockstep.collective.Wire;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A worker's membership in a group over the network, of which some ranks may share memory. Those
 * sum what is theirs in it first; between hosts everything goes once, straight from that memory and
 * straight to it, and a chunk of a sum is on its way while the next one is taken. An operation
 * returns only when its own chunks are with the operating system, so that vectors may be
 * overwritten. After a reduce-scatter only a rank's own slice of its vector is of any use.
 */
public final class NetworkCollective implements Collective {
  private static final FlatVector NO_VECTOR = FlatVector.allocate(0);
  private static final double[] NO_ROW = {};
  private static final int BLOCK = 4096;

  /** How much longer to wait for mates that may be waiting for other hosts themselves. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final NetworkEndpoint endpoint;
  private final Session session;
  private final Waiting waiting;
  private final HostMember host;
  private final Route route;
  private final Meeting meeting;
  private final HostRows hostRows;
  private final Partials partials;
  private final VectorSum sum;
  private final Rows noRows;
  private final float[] block = new float[BLOCK];
  private long sentBytes;
  private boolean closed;

  private NetworkCollective(
      NetworkEndpoint endpoint, Session session, Waiting waiting, Route route, HostMember host) {
    this(endpoint, session, waiting, route, host, new Meeting(session, host, waiting, 0));
  }

  private NetworkCollective(
      NetworkEndpoint endpoint,
      Session session,
      Waiting waiting,
      Route route,
      HostMember host,
      Meeting meeting) {
    this.endpoint = endpoint;
    this.session = session;
    this.waiting = waiting;
    this.route = route;
    this.host = host;
    this.meeting = meeting;
    int hosts = route.topology().hosts().size();
    this.hostRows = new HostRows(route);
    this.partials = new Partials(hosts);
    this.sum = new VectorSum(hosts);
    this.noRows = new Rows(host.size(), 0);
    session.place(route);
  }

  /** Of ranks that share no memory. */
  static NetworkCollective apart(NetworkEndpoint endpoint, Session session, Waiting waiting) {
    Route route = new Route(Topology.apart(session.size()), session.rank());
    HostMember alone = InProcessGroup.alone(session.rank(), waiting);
    return new NetworkCollective(endpoint, session, waiting, route, alone);
  }

  /**
   * The same group, of which some ranks share memory. All ranks call it at the same point, with the
   * same topology, before they ask for vectors; this membership is of no further use. Closing the
   * new one closes that of the host too.
   *
   * @param member this rank's membership in the group of its host
   */
  public NetworkCollective sharing(Topology topology, HostMember member) {
    check(topology.size() == size(), "topology", "of " + size() + " ranks", topology);
    int mates = topology.mates(rank()).size();
    check(member.size() == mates, "members of the host", "" + mates, member.size());
    Meeting next = new Meeting(session, member, waiting, meeting.operations());
    meeting.end();
    closed = true;
    Route between = new Route(topology, rank());
    return new NetworkCollective(endpoint, session, waiting, between, member, next);
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
    return route.topology();
  }

  @Override
  public FlatVector individual(int length) {
    return host.individual(length);
  }

  @Override
  public FlatVector replicated(int length) {
    return host.replicated(length);
  }

  @Override
  public Messages messages(int capacity) {
    return host.messages(rank(), size(), capacity);
  }

  @Override
  public VectorSum reduceScatter(FlatVector vector, Wire wire) {
    Announcement what = new Announcement(Operation.REDUCE_SCATTER, vector.length(), 0);
    meeting.run(what, attempt -> reduceScatter(vector, what, Encoding.of(wire), attempt));
    return sum;
  }

  private void reduceScatter(
      FlatVector vector, Announcement what, Encoding encoding, Attempt attempt) {
    Slice own = slice(vector.length());
    Intake intake = Intake.kept(number(), what, encoding, senders(what), rank -> own.length());
    session.enter(intake);
    meeting.mates(what, attempt);
    long start = System.nanoTime();
    VectorSum mates = host.terms(vector);
    sendSums(new Delivery(session, intake, NO_ROW), mates, vector);
    if (mates.terms() > 1) {
      mates.store(own, vector, block);
    }
    meeting.hosts(attempt);
    sum.clear();
    for (int number = 0; number < topology().hosts().size(); number++) {
      int server = route.server(number);
      if (server == rank()) {
        sum.add(vector, 0);
      } else {
        sum.add(partials.of(number, store(server), own.length(), encoding), -own.from());
      }
    }
    meeting.leaveHosts(start);
  }

  /** A chunk is on its way while the next is summed; each owner gets one before any the next. */
  private void sendSums(Delivery delivery, VectorSum mates, FlatVector vector) {
    List<Integer> owners = route.receivers(Operation.REDUCE_SCATTER);
    boolean due = true;
    for (int offset = 0; due; offset += delivery.chunk()) {
      due = false;
      for (int owner : owners) {
        Slice slice = sliceOf(owner, vector);
        if (delivery.isDue(offset, slice.length())) {
          if (mates.terms() > 1) {
            mates.store(delivery.chunkOf(slice, offset), vector, block);
          }
          delivery.floats(owner, slice, offset, vector);
          due = true;
        }
      }
    }
    sentBytes += delivery.bytes();
  }

  @Override
  public void allGather(FlatVector vector, Rows rows, Wire wire) {
    Announcement what = announce(Operation.ALL_GATHER, vector, rows);
    meeting.run(
        what,
        attempt -> {
          if (wire == Wire.BFLOAT16) {
            Bfloat16.round(vector, slice(vector.length()));
          }
          gatherSlices(vector, rows, what, Encoding.of(wire), attempt);
          if (host.size() > 1 && !host.isReplicated(vector)) {
            copyFromMates(vector);
            // From here on each may write to its own again.
            meeting.mates(what, noRows, GRACE, attempt);
          }
        });
  }

  private void gatherSlices(
      FlatVector vector, Rows rows, Announcement what, Encoding encoding, Attempt attempt) {
    ToIntFunction<Integer> lengths = owner -> sliceOf(owner, vector).length();
    Intake intake =
        encoding == Encoding.FLOAT32
            ? Intake.placed(number(), what, senders(what), lengths, owner -> memory(vector, owner))
            : Intake.kept(number(), what, encoding, senders(what), lengths);
    session.enter(intake);
    long start = System.nanoTime();
    Slice own = slice(vector.length());
    Delivery delivery = new Delivery(session, intake, rows.of(rank()));
    for (int offset = 0; delivery.isDue(offset, own.length()); offset += delivery.chunk()) {
      for (int receiver : route.receivers(what.operation())) {
        delivery.floats(receiver, own, offset, vector);
      }
    }
    sentBytes += delivery.bytes();
    meeting.hosts(attempt);
    for (int owner : senders(what)) {
      if (encoding == Encoding.BFLOAT16) {
        Bfloat16.widen(store(owner).asShortBuffer(), vector, sliceOf(owner, vector));
      }
      System.arraycopy(row(owner), 0, rows.of(owner), 0, rows.width());
    }
    meeting.leaveHosts(start);
    meeting.mates(what, hostRows.give(rows), GRACE, attempt);
    hostRows.take(rows);
  }

  private ByteBuffer memory(FlatVector vector, int owner) {
    Slice slice = sliceOf(owner, vector);
    return vector.bytes().slice(slice.from() * Float.BYTES, slice.length() * Float.BYTES);
  }

  /** What mates own, and what they have taken from other hosts. */
  private void copyFromMates(FlatVector vector) {
    VectorSum mates = host.terms(vector);
    for (int mate = 0; mate < host.size(); mate++) {
      if (mate != host.rank()) {
        for (int owner : hostRows.of(mate)) {
          vector.copyFrom(mates.term(mate), sliceOf(owner, vector));
        }
      }
    }
  }

  @Override
  public void exchange(Rows rows) {
    Announcement what = announce(Operation.EXCHANGE, NO_VECTOR, rows);
    meeting.run(what, attempt -> gatherSlices(NO_VECTOR, rows, what, Encoding.FLOAT32, attempt));
  }

  @Override
  public void gather(Messages messages) {
    Announcement what = new Announcement(Operation.GATHER, messages.capacity(), 0);
    meeting.run(what, attempt -> gather(messages, what, attempt));
  }

  private void gather(Messages messages, Announcement what, Attempt attempt) {
    int length = messages.own().position();
    messages.length(rank(), length);
    Intake intake = Intake.messages(number(), what, senders(what), messages);
    session.enter(intake);
    long start = System.nanoTime();
    Delivery delivery = new Delivery(session, intake, NO_ROW);
    ByteBuffer own = messages.memory(rank()).limit(length);
    for (int offset = 0; delivery.isDue(offset, length); offset += delivery.chunk()) {
      for (int receiver : route.receivers(what.operation())) {
        delivery.bytes(receiver, own, offset);
      }
    }
    sentBytes += delivery.bytes();
    meeting.hosts(attempt);
    for (int sender : senders(what)) {
      messages.length(sender, session.peer(sender).incoming(number()).received());
    }
    meeting.leaveHosts(start);
    meeting.mates(what, noRows, GRACE, attempt);
    messages.turn();
  }

  private Announcement announce(Operation operation, FlatVector vector, Rows rows) {
    check(rows.ranks() == size(), "ranks of the rows", "" + size(), rows.ranks());
    int widest = Message.Part.WIDEST_ROW;
    check(rows.width() <= widest, "width of the rows", "at most " + widest, rows.width());
    return new Announcement(operation, vector.length(), rows.width());
  }

  private long number() {
    return meeting.operations();
  }

  private List<Integer> senders(Announcement what) {
    return route.senders(what.operation());
  }

  private Slice sliceOf(int owner, FlatVector vector) {
    return Slice.ofRank(owner, size(), vector.length());
  }

  private ByteBuffer store(int sender) {
    return session.peer(sender).incoming(number()).store();
  }

  private double[] row(int sender) {
    return session.peer(sender).incoming(number()).row();
  }

  @Override
  public long waitedNanos() {
    return meeting.waitedNanos();
  }

  @Override
  public long sentBytes() {
    return sentBytes;
  }

  @Override
  public void abort(String reason) {
    meeting.abort(reason);
  }

  @Override
  public String toString() {
    return "network";
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      meeting.close();
      endpoint.close();
    }
  }
}
