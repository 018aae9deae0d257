package io.lockstep.collective;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

/**
 * What a rank says that it is about to do; it must be the same on all ranks.
 *
 * @param operation which
 * @param length elements of the vector, for a gather bytes of a message at most; 0 for an exchange
 * @param rowWidth values of a row
 */
public record Announcement(Operation operation, int length, int rowWidth) {
  public Announcement {
    present(operation, "operation");
    atLeast(length, 0, "length");
    atLeast(rowWidth, 0, "row width");
  }

  @Override
  public String toString() {
    String rows = rowWidth == 0 ? "" : " with rows of " + rowWidth;
    return switch (operation) {
      case EXCHANGE -> operation + rows;
      case REDUCE_SCATTER, ALL_GATHER -> operation + " of " + length + " elements" + rows;
      case GATHER -> operation + " of messages of at most " + length + " bytes";
    };
  }
}
