package io.lockstep.data;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Features;
import io.lockstep.data.Example.Floats;
import java.util.Arrays;

/**
 * Gathers {@link FeatureStatistics} of examples one by one: each group's features of an example are
 * a block, which is merged into what came before (for blocks of one feature that is Welford's
 * update).
 */
public final class StatisticsAccumulator {
  private final int groups;
  private final int block;
  private final double[] means;
  private final double[] squares;
  private final double[] mins;
  private final double[] maxs;
  private final Rescale rescale;
  private final float[] rescaled;
  private long examples;

  /**
   * @param width features of an example
   * @param groups of equal length that they fall into
   */
  public StatisticsAccumulator(int width, int groups) {
    this(width, groups, Rescale.NONE);
  }

  /**
   * @param width features of an example
   * @param groups of equal length that they fall into
   * @param rescale what features go through first
   */
  public StatisticsAccumulator(int width, int groups, Rescale rescale) {
    check(groups > 0 && width % groups == 0, "groups", "divide the width " + width, groups);
    this.groups = groups;
    this.rescale = rescale;
    this.rescaled = new float[rescale.kind() == Rescale.Kind.NONE ? 0 : width];
    this.block = width / groups;
    this.means = new double[groups];
    this.squares = new double[groups];
    this.mins = new double[groups];
    this.maxs = new double[groups];
    Arrays.fill(mins, Double.POSITIVE_INFINITY);
    Arrays.fill(maxs, Double.NEGATIVE_INFINITY);
  }

  /** Adds an example. */
  public void add(Features features) {
    check(
        features.width() == groups * block, "features", groups * block + " wide", features.width());
    if (rescale.kind() != Rescale.Kind.NONE) {
      rescale(features);
      addFloats(rescaled);
    } else if (features instanceof Bytes bytes) {
      addBytes(bytes.values());
    } else if (features instanceof Floats floats) {
      addFloats(floats.values());
    }
    examples++;
  }

  private void rescale(Features features) {
    for (int i = 0; i < rescaled.length; i++) {
      double value =
          features instanceof Bytes bytes
              ? bytes.values()[i] & 0xFF
              : ((Floats) features).values()[i];
      rescaled[i] = (float) rescale.apply(value, i / block);
    }
  }

  /** Statistics of what was added so far. */
  public FeatureStatistics statistics() {
    return new FeatureStatistics(examples * block, means, squares, mins, maxs);
  }

  private void addBytes(byte[] values) {
    for (int group = 0, at = 0; group < groups; group++) {
      long sum = 0;
      long squared = 0;
      int min = 255;
      int max = 0;
      for (int end = at + block; at < end; at++) {
        int value = values[at] & 0xFF;
        sum += value;
        squared += value * value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      double mean = (double) sum / block;
      merge(group, mean, squared - sum * mean, min, max);
    }
  }

  private void addFloats(float[] values) {
    for (int group = 0; group < groups; group++) {
      int from = group * block;
      double sum = 0;
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + block; i++) {
        sum += values[i];
        min = Math.min(min, values[i]);
        max = Math.max(max, values[i]);
      }
      double mean = sum / block;
      double deviations = 0;
      for (int i = from; i < from + block; i++) {
        deviations += (values[i] - mean) * (values[i] - mean);
      }
      merge(group, mean, deviations, min, max);
    }
  }

  private void merge(int group, double mean, double deviations, double min, double max) {
    double share = 1.0 / (examples + 1);
    double difference = mean - means[group];
    means[group] += difference * share;
    squares[group] += deviations + difference * difference * block * examples * share;
    mins[group] = Math.min(mins[group], min);
    maxs[group] = Math.max(maxs[group], max);
  }
}
