package io.lockstep.data;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import java.nio.file.Path;

/**
 * How much memory outside the heap a worker's examples may take.
 *
 * @param bytes at most; what is beyond it goes to a file
 * @param spillFolder on a local disk
 */
public record MemoryBudget(long bytes, Path spillFolder) {
  public MemoryBudget {
    atLeast(bytes, 0, "memory budget");
    present(spillFolder, "spill folder");
  }
}
