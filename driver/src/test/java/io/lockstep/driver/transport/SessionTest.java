package io.lockstep.driver.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Operation;
import io.lockstep.parameters.FlatVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final int LONGEST = Integer.MAX_VALUE / Float.BYTES;

  private final Session session =
      new Session(0, List.of(new PeerAddress("here", 1), new PeerAddress("there", 2)));

  private static ByteBuffer floats(int count) {
    return ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void arrives(long operation, Announcement what, int offset, int elements) {
    session.arrived(new Message.Part(1, operation, what, offset, elements), floats(elements));
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
    assertEquals(11, incoming.received());
    assertEquals(20, incoming.store().length());
  }

  @Test
  void refusesAPeerThatIsTwoOperationsAhead() {
    Announcement exchange = new Announcement(Operation.EXCHANGE, 0, 0);
    arrives(1, exchange, 0, 0);
    assertTrue(refusal(2, exchange, 0, 0).contains("(at most one ahead of 0)"));
    session.enter(1, exchange, FlatVector.allocate(0));
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
    assertEquals("Invalid end of a part (at most 4096): 4097", refusal(1, gather, 4000, 97));
    arrives(1, gather, 4000, 96);
    assertTrue(session.peer(1).incoming(1).isComplete());
  }

  @Test
  void writesNothingToTheVectorOnceItIsClosed() {
    Announcement gather = new Announcement(Operation.ALL_GATHER, 8192, 0);
    FlatVector vector = FlatVector.allocate(8192);
    vector.fill(5);
    session.enter(1, gather, vector);
    arrives(1, gather, 0, 1);
    assertEquals(0, vector.get(4096));
    session.close();
    arrives(1, gather, 1, 1);
    assertEquals(5, vector.get(4097));
  }
}
