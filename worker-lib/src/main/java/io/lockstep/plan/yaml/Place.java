package io.lockstep.plan.yaml;

import java.util.Comparator;

/**
 * Where something stands, for messages and for their order.
 *
 * @param label as a message names it: {@code plan.yaml:12} or {@code --set seed=1}
 * @param source 0 for the file, then one number for each override
 * @param line from 1
 * @param column from 1
 */
public record Place(String label, int source, int line, int column) implements Comparable<Place> {
  /** Of what no text has: a tree that was made to be written. */
  public static final Place NOWHERE = new Place("", 0, 0, 0);

  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::source)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }
}
