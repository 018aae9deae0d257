package io.lockstep.data;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A fitted normalization: feature x of group g becomes {@code (x - offsets[g]) * scales[g]},
 * computed in float64 and rounded once. Groups are runs of the same length: all features (one
 * group), the channels of a picture, or every feature for itself. A group that was constant in the
 * training part has the scale 0 and always becomes 0.
 *
 * <p>Kept with the model as JSON, since a record of numbers is its own JSON.
 *
 * @param offsets one for each group
 * @param scales one for each group
 * @param rescale what x goes through first
 */
public record Normalization(List<Double> offsets, List<Double> scales, Rescale rescale)
    implements Serializable {
  public Normalization {
    offsets = List.copyOf(offsets);
    scales = List.copyOf(scales);
    present(rescale, "rescale");
    check(!offsets.isEmpty(), "offsets", "one for each group", offsets);
    check(scales.size() == offsets.size(), "scales", "as many as offsets", scales.size());
    check(offsets.stream().allMatch(Double::isFinite), "offsets", "numbers", offsets);
    check(scales.stream().allMatch(Double::isFinite), "scales", "numbers", scales);
    check(
        rescale.groups() == 1 || rescale.groups() == offsets.size(),
        "rescale",
        "as many groups as offsets",
        rescale.groups());
  }

  /** Of features as they are. */
  public Normalization(List<Double> offsets, List<Double> scales) {
    this(offsets, scales, Rescale.NONE);
  }

  /** The same of rescaled features, to whose statistics it was fitted. */
  public Normalization after(Rescale first) {
    Normalization wide = first.groups() > groups() ? repeated(first.groups() / groups()) : this;
    return new Normalization(wide.offsets, wide.scales, first);
  }

  /** Leaves features as they are. */
  public static Normalization none() {
    return new Normalization(List.of(0.0), List.of(1.0));
  }

  /** Whether fitting looks at the statistics at all. */
  public static boolean needsStatistics(NormalizationSpec spec) {
    return spec instanceof NormalizationSpec.Standardize
        || spec instanceof NormalizationSpec.MinMax;
  }

  /**
   * Fits to the statistics of the training part.
   *
   * @param statistics of at least one example
   */
  public static Normalization fit(NormalizationSpec spec, FeatureStatistics statistics) {
    if (spec instanceof NormalizationSpec.Scale scale) {
      return new Normalization(List.of(0.0), List.of(scale.factor()));
    } else if (spec instanceof NormalizationSpec.None) {
      return none();
    }
    check(statistics.count() > 0, "statistics", "of at least one example", statistics.count());
    List<Double> offsets = new ArrayList<>(statistics.groups());
    List<Double> scales = new ArrayList<>(statistics.groups());
    boolean standardize = spec instanceof NormalizationSpec.Standardize;
    for (int group = 0; group < statistics.groups(); group++) {
      double range = statistics.max(group) - statistics.min(group);
      double spread = standardize ? Math.sqrt(statistics.variance(group)) : range;
      offsets.add(standardize ? statistics.mean(group) : statistics.min(group));
      scales.add(range == 0 ? 0.0 : inverse(spread));
    }
    return new Normalization(offsets, scales);
  }

  public int groups() {
    return offsets.size();
  }

  /** Fails unless examples of this width fall into the groups evenly. */
  public Normalization checkWidth(int width) {
    check(width % groups() == 0, "width", "a multiple of " + groups() + " groups", width);
    return this;
  }

  /** The same groups again and again: those of a step for all steps of a sequence. */
  public Normalization repeated(int times) {
    List<Double> allOffsets = new ArrayList<>(times * groups());
    List<Double> allScales = new ArrayList<>(times * groups());
    for (int i = 0; i < times; i++) {
      allOffsets.addAll(offsets);
      allScales.addAll(scales);
    }
    return new Normalization(allOffsets, allScales, rescale);
  }

  /** One feature of a group, normalized. */
  public float apply(double value, int group) {
    return (float) ((rescale.apply(value, group) - offsets.get(group)) * scales.get(group));
  }

  /** Short, for messages. */
  @Override
  public String toString() {
    return "Normalization[" + groups() + (groups() == 1 ? " group]" : " groups]");
  }

  private static double inverse(double spread) {
    double scale = 1 / spread;
    return Double.isFinite(scale) ? scale : 0;
  }
}
