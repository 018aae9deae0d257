package io.lockstep.driver.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Operation;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final int LONGEST = Integer.MAX_VALUE / Float.BYTES;

  private final Session session =
      new Session(0, List.of(new PeerAddress("here", 1), new PeerAddress("there", 2)));

  private void arrives(long operation, Announcement what, int offset, int elements) {
    int total = Slice.ofRank(1, 2, what.length()).length();
    Message.Part part =
        new Message.Part(1, operation, what, Encoding.FLOAT32, total, offset, elements);
    Incoming incoming = session.begins(part, ByteBuffer.allocate(0));
    ByteBuf zeros = Unpooled.wrappedBuffer(new byte[elements * Float.BYTES]);
    incoming.accept(zeros, zeros.readableBytes());
    session.arrived(part, incoming);
  }

  private void enter(long operation, Announcement what, FlatVector vector) {
    Slice slice = Slice.ofRank(1, 2, what.length());
    ByteBuffer target =
        vector.bytes().slice(slice.from() * Float.BYTES, slice.length() * Float.BYTES);
    session.enter(
        Intake.placed(operation, what, List.of(1), rank -> slice.length(), rank -> target));
  }

  private String refusal(long operation, Announcement what, int offset, int elements) {
    return assertThrows(
            IllegalArgumentException.class, () -> arrives(operation, what, offset, elements))
        .getMessage();
  }

  @Test
  void makesRoomForWhatHasArrivedNotForWhatIsClaimed() {
    Announcement claim = new Announcement(Operation.ALL_GATHER, LONGEST, 0);
    arrives(1, claim, 0, 10);
    arrives(1, claim, 10, 1);
    Incoming incoming = session.peer(1).incoming(1);
    assertEquals(11 * Float.BYTES, incoming.received());
    assertEquals(20 * Float.BYTES, incoming.store().capacity());
  }

  @Test
  void refusesAPeerThatIsTwoOperationsAhead() {
    Announcement exchange = new Announcement(Operation.EXCHANGE, 0, 0);
    arrives(1, exchange, 0, 0);
    assertTrue(refusal(2, exchange, 0, 0).contains("(at most one ahead of 0)"));
    enter(1, exchange, FlatVector.allocate(0));
    arrives(2, exchange, 0, 0);
    assertTrue(refusal(3, exchange, 0, 0).contains("(at most one ahead of 1)"));
  }

  @Test
  void refusesGapsRepetitionsAndTooMuch() {
    Announcement gather = new Announcement(Operation.ALL_GATHER, 8192, 0);
    assertEquals("Invalid part (as announced)", refusal(1, gather, 5, 5).substring(0, 27));
    arrives(1, gather, 0, 4000);
    assertEquals("Invalid offset of a part (4000): 4001", refusal(1, gather, 4001, 5));
    assertTrue(refusal(1, gather, 0, 5).startsWith("Invalid part (one first chunk"));
    assertEquals("Invalid elements of a part (0 to 96): 97", refusal(1, gather, 4000, 97));
    arrives(1, gather, 4000, 96);
    assertTrue(session.peer(1).incoming(1).isComplete());
  }

  @Test
  void takesNothingFromARankThatHasNothing() {
    Announcement gather = new Announcement(Operation.ALL_GATHER, 8192, 0);
    session.enter(Intake.kept(1, gather, Encoding.FLOAT32, List.of(), rank -> 0));
    assertTrue(refusal(1, gather, 0, 4000).startsWith("Invalid part (of a rank that has one)"));
  }

  @Test
  void remembersThatWhatCameTooEarlyDoesNotFit() {
    Announcement exchange = new Announcement(Operation.EXCHANGE, 0, 0);
    arrives(1, exchange, 0, 0);
    session.enter(Intake.kept(1, exchange, Encoding.BFLOAT16, List.of(1), rank -> 0));
    assertTrue(session.peer(1).incoming(1).isMissing());
  }

  @Test
  void takesNoOtherLengthThanItReckons() {
    Announcement gather = new Announcement(Operation.ALL_GATHER, 8192, 0);
    session.enter(Intake.kept(1, gather, Encoding.FLOAT32, List.of(1), rank -> 4095));
    assertEquals("Invalid total of a part (4095): 4096", refusal(1, gather, 0, 4000));
  }

  @Test
  void writesNothingToTheVectorOnceItIsClosed() {
    Announcement gather = new Announcement(Operation.ALL_GATHER, 8192, 0);
    FlatVector vector = FlatVector.allocate(8192);
    vector.fill(5);
    enter(1, gather, vector);
    arrives(1, gather, 0, 1);
    assertEquals(0, vector.get(4096));
    session.close();
    arrives(1, gather, 1, 1);
    assertEquals(5, vector.get(4097));
  }
}
