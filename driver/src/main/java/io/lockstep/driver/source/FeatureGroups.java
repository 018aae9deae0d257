package io.lockstep.driver.source;

import io.lockstep.network.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which features are treated alike: those of a channel of a picture, of the same feature at each
 * step of a sequence, else each by itself.
 *
 * @param width features of an example
 * @param block neighbours of the same group
 * @param count of groups, which come again and again behind each other
 */
record FeatureGroups(int width, int block, int count) implements Serializable {
  static FeatureGroups of(Shape shape) {
    int width = shape.elements();
    if (shape.isImage()) {
      return new FeatureGroups(width, width / shape.channels(), shape.channels());
    }
    return new FeatureGroups(width, 1, shape.isSequence() ? shape.features() : width);
  }

  int group(int feature) {
    return feature / block % count;
  }

  /** A number of each group for each block of an example. */
  List<Double> spread(double[] numbers) {
    return IntStream.range(0, width / block).mapToObj(i -> numbers[i % count]).toList();
  }
}
