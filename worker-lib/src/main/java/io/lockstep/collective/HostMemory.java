package io.lockstep.collective;

import static io.lockstep.checks.Checks.atLeast;

/**
 * What the workers of a host will place in the memory that they share.
 *
 * @param length elements of each vector
 * @param individual vectors of each worker
 * @param replicated vectors that they have in common
 * @param messageBytes of each worker's message, where messages are gathered; else 0
 */
public record HostMemory(int length, int individual, int replicated, int messageBytes) {
  public HostMemory {
    atLeast(length, 0, "length");
    atLeast(individual, 0, "individual vectors");
    atLeast(replicated, 0, "replicated vectors");
    atLeast(messageBytes, 0, "message bytes");
  }

  /** Bytes for the only host, of so many workers, what they meet by included. */
  public long bytes(int workers) {
    return bytes(workers, workers);
  }

  /**
   * Bytes for one host of several.
   *
   * @param workers on this host
   * @param all workers of the run, whose messages come to every host
   */
  public long bytes(int workers, int all) {
    long vector = Region.aligned(Math.max(1, (long) length * Float.BYTES));
    long messages = messageBytes == 0 ? 0 : Messages.bytes(all, messageBytes);
    return Region.aligned(ControlBlock.bytes(workers))
        + replicated * vector
        + workers * individual * vector
        + messages;
  }
}
