package io.lockstep.network;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of one example: [features], [time, features] for a sequence, or [channels, height,
 * width]. An example of ids (tokens) has the shape [time] and a vocabulary.
 *
 * @param sizes one to three sizes above 0
 * @param vocabulary every element is an id from 0 to below it; 0: elements are numbers
 */
public record Shape(List<Integer> sizes, int vocabulary) {
  public Shape {
    sizes = List.copyOf(sizes);
    atLeast(vocabulary, 0, "vocabulary");
    check(
        sizes.size() >= 1 && sizes.size() <= 3 && sizes.stream().allMatch(size -> size > 0),
        "shape",
        "[features], [time, features] or [channels, height, width], each above 0",
        sizes);
    check(vocabulary == 0 || sizes.size() == 1, "shape of ids", "[time]", sizes);
  }

  /** Of numbers. */
  public Shape(List<Integer> sizes) {
    this(sizes, 0);
  }

  public static Shape flat(int features) {
    return new Shape(List.of(features));
  }

  public static Shape sequence(int time, int features) {
    return new Shape(List.of(time, features));
  }

  public static Shape ids(int time, int vocabulary) {
    return new Shape(List.of(time), vocabulary);
  }

  public static Shape image(int channels, int height, int width) {
    return new Shape(List.of(channels, height, width));
  }

  public boolean isSequence() {
    return sizes.size() == 2;
  }

  public boolean isIds() {
    return vocabulary > 0;
  }

  public boolean isImage() {
    return sizes.size() == 3;
  }

  /** Elements in all. */
  public int elements() {
    return sizes.stream().reduce(1, Math::multiplyExact);
  }

  /** Steps of a sequence, or of one of ids; 1 for what is none. */
  public int time() {
    return isSequence() || isIds() ? sizes.get(0) : 1;
  }

  /** What is the same kind of number at each step or position: features, or channels. */
  public int features() {
    return sizes.get(isSequence() ? 1 : 0);
  }

  public int channels() {
    return image(0);
  }

  public int height() {
    return image(1);
  }

  public int width() {
    return image(2);
  }

  private int image(int dimension) {
    check(isImage(), "shape", "[channels, height, width]", this);
    return sizes.get(dimension);
  }

  /** For people: {@code 3x32x32}, {@code 50 steps of 8}, {@code 50 ids below 83}. */
  @Override
  public String toString() {
    if (isIds()) {
      return time() + " ids below " + vocabulary;
    } else if (isSequence()) {
      return time() + " steps of " + features();
    }
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
