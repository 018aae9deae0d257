package io.lockstep.driver.transport;

import static io.lockstep.checks.Checks.check;

import io.lockstep.collective.Announcement;
import io.lockstep.collective.Messages;
import io.lockstep.collective.Operation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a rank takes in one operation.
 *
 * @param operation its number
 * @param parts of those from whom something comes
 */
record Intake(long operation, Announcement what, Encoding encoding, List<Awaited> parts) {
  /**
   * One peer's part.
   *
   * @param elements how many; of a message how many at most
   * @param target where they go; nowhere if they are to be kept as they come
   */
  record Awaited(int rank, int elements, Optional<ByteBuffer> target) {}

  /** Of what is to be kept as it comes. */
  static Intake kept(
      long operation,
      Announcement what,
      Encoding encoding,
      List<Integer> senders,
      ToIntFunction<Integer> lengths) {
    return new Intake(
        operation,
        what,
        encoding,
        senders.stream()
            .map(rank -> new Awaited(rank, lengths.applyAsInt(rank), Optional.empty()))
            .toList());
  }

  /** Of floats that go straight to where they belong. */
  static Intake placed(
      long operation,
      Announcement what,
      List<Integer> senders,
      ToIntFunction<Integer> lengths,
      Function<Integer, ByteBuffer> targets) {
    return new Intake(
        operation,
        what,
        Encoding.FLOAT32,
        senders.stream()
            .map(
                rank ->
                    new Awaited(rank, lengths.applyAsInt(rank), Optional.of(targets.apply(rank))))
            .toList());
  }

  /** Of messages of bytes. */
  static Intake messages(
      long operation, Announcement what, List<Integer> senders, Messages messages) {
    return new Intake(
        operation,
        what,
        Encoding.BYTES,
        senders.stream()
            .map(rank -> new Awaited(rank, messages.capacity(), Optional.of(messages.memory(rank))))
            .toList());
  }

  /** Whether a part is what the operation is about. */
  boolean fits(Message.Part part) {
    return part.announcement().equals(what) && part.encoding() == encoding;
  }

  /**
   * What is awaited from the sender of a part.
   *
   * @throws IllegalArgumentException if nothing is, or something else
   */
  Awaited of(Message.Part part) {
    for (Awaited awaited : parts) {
      if (awaited.rank() == part.sender()) {
        boolean atMost = what.operation() == Operation.GATHER;
        int elements = atMost ? Math.min(part.total(), awaited.elements()) : awaited.elements();
        check(part.total() == elements, "total of a part", "" + elements, part.total());
        return awaited;
      }
    }
    throw new IllegalArgumentException("Invalid part (of a rank that has one): " + part);
  }
}
