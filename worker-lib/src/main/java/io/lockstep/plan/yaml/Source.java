package io.lockstep.plan.yaml;

/** Where a text came from, and so how messages name its places. */
@FunctionalInterface
public interface Source {
  /** The place in a line and a column, both from 1. */
  Place at(int line, int column);

  /** A file; messages name its lines. */
  static Source file(String name) {
    return (line, column) -> new Place(name + ":" + line, 0, line, column);
  }

  /**
   * An override of the command line; messages repeat it.
   *
   * @param argument what follows {@code --set}
   * @param index among the overrides, from 0
   */
  static Source override(String argument, int index) {
    Place place = new Place("--set " + argument, index + 1, 1, 1);
    return (line, column) -> place;
  }
}
