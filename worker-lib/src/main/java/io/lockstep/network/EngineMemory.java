package io.lockstep.network;

import static io.lockstep.checks.Checks.atLeast;

/**
 * What an engine takes in memory for a network, besides the vectors and batches that it works on.
 *
 * @param nativeBytes outside the heap, of each network: activations, their gradients, scratch
 * @param heapBytes on the heap, of each network
 * @param libraryBytes outside the heap, once a process: code and buffers of native libraries
 */
public record EngineMemory(long nativeBytes, long heapBytes, long libraryBytes) {
  public EngineMemory {
    atLeast(nativeBytes, 0, "native bytes");
    atLeast(heapBytes, 0, "heap bytes");
    atLeast(libraryBytes, 0, "library bytes");
  }
}
