package io.lockstep.zoo;

import static io.lockstep.checks.Checks.check;

import java.util.List;

/**
 * One or more whole numbers, at least 1, that a reference model is made of.
 *
 * @param name key in the plan
 * @param standard where the plan says nothing
 */
public record Parameter(String name, Amount amount, List<Integer> standard) {
  /** How many numbers it is. */
  public enum Amount {
    ONE,
    SEVERAL
  }

  public Parameter {
    standard = List.copyOf(standard);
    checked(name, amount, standard);
  }

  static Parameter one(String name, int standard) {
    return new Parameter(name, Amount.ONE, List.of(standard));
  }

  static Parameter several(String name, Integer... standard) {
    return new Parameter(name, Amount.SEVERAL, List.of(standard));
  }

  /** A value of it; fails if it cannot have it. */
  List<Integer> checked(List<Integer> values) {
    return checked(name, amount, values);
  }

  private static List<Integer> checked(String name, Amount amount, List<Integer> values) {
    boolean isOne = amount == Amount.ONE;
    check(
        !values.isEmpty()
            && values.stream().allMatch(v -> v >= 1)
            && (!isOne || values.size() == 1),
        name,
        isOne ? "a whole number of at least 1" : "whole numbers of at least 1",
        values);
    return values;
  }
}
