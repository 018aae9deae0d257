package io.lockstep.bench.contest;

/**
 * Two runs, one straight after the other.
 *
 * @param number from 1
 */
public record Pair(int number, Order order, Measurement product, Measurement peer) {
  /**
   * Who ran first; it changes from pair to pair, so that neither side always finds a warm machine.
   */
  public enum Order {
    PRODUCT_FIRST,
    PEER_FIRST;

    static Order of(int number) {
      return number % 2 == 1 ? PRODUCT_FIRST : PEER_FIRST;
    }
  }
}
