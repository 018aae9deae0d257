package io.lockstep.network;

import static io.lockstep.checks.Checks.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of one example: [features] or [channels, height, width].
 *
 * @param sizes one or three sizes above 0
 */
public record Shape(List<Integer> sizes) {
  public Shape {
    sizes = List.copyOf(sizes);
    check(
        (sizes.size() == 1 || sizes.size() == 3) && sizes.stream().allMatch(size -> size > 0),
        "shape",
        "[features] or [channels, height, width], each above 0",
        sizes);
  }

  public static Shape flat(int features) {
    return new Shape(List.of(features));
  }

  public static Shape image(int channels, int height, int width) {
    return new Shape(List.of(channels, height, width));
  }

  public boolean isImage() {
    return sizes.size() == 3;
  }

  /** Elements in all. */
  public int elements() {
    return sizes.stream().reduce(1, Math::multiplyExact);
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

  /** For people: {@code 3x32x32}. */
  @Override
  public String toString() {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
