package io.lockstep.driver.transport;

import io.lockstep.collective.Announcement;
import io.lockstep.parameters.Slice;

/** Which part of a vector goes from whom to whom; both ends reckon it, nobody sends it. */
final class Route {
  private static final Slice NOTHING = new Slice(0, 0);

  private Route() {}

  /**
   * What a sender has for a receiver: perhaps nothing, but then an empty part still says that it
   * has come, which makes every operation a barrier and bounds how far ranks drift apart.
   */
  static Slice slice(Announcement announcement, int sender, int receiver, int size) {
    return switch (announcement.operation()) {
      case REDUCE_SCATTER -> Slice.ofRank(receiver, size, announcement.length());
      case ALL_GATHER -> Slice.ofRank(sender, size, announcement.length());
      case EXCHANGE, GATHER -> NOTHING;
    };
  }

  /** Whether what arrives replaces what the receiver's vector has there. */
  static boolean replaces(Announcement announcement) {
    return switch (announcement.operation()) {
      case ALL_GATHER -> true;
      case REDUCE_SCATTER, EXCHANGE, GATHER -> false;
    };
  }
}
