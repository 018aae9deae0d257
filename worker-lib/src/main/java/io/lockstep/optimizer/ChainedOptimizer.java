package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.check;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.schedule.Schedule;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * An optimizer made of small transforms, as Optax has it (Babuschkin et al. 2020, The DeepMind JAX
 * Ecosystem), one chain for each group of pieces. A block at a time goes through the whole chain.
 */
final class ChainedOptimizer implements Optimizer {
  private final int length;
  private final ParameterLayout layout;
  private final ParameterGroup[] groups;
  private final GradientTransform[] transforms;
  private final Schedule learningRate;
  private final OptionalDouble clipNorm;
  private final Map<String, FlatVector> state;
  private final Block block = new Block();

  /** By slice, then by group. A caller uses few slices, so that none is ever dropped. */
  private final Map<Slice, Slice[][]> parts = new HashMap<>();

  private ChainedOptimizer(
      ParameterLayout layout,
      List<ParameterGroup> groups,
      Schedule learningRate,
      OptionalDouble clipNorm) {
    this.length = layout.length();
    this.layout = layout;
    this.groups = groups.toArray(ParameterGroup[]::new);
    this.learningRate = learningRate;
    this.clipNorm = clipNorm;
    Set<GradientTransform> distinct = new LinkedHashSet<>();
    groups.forEach(group -> distinct.addAll(group.chain()));
    this.transforms = distinct.toArray(GradientTransform[]::new);
    Map<String, FlatVector> all = new LinkedHashMap<>();
    distinct.forEach(transform -> all.putAll(transform.state()));
    this.state = Collections.unmodifiableMap(all);
  }

  /**
   * The optimizer of a specification.
   *
   * @param factor the specification's schedule: a factor on its learning rate
   */
  static Optimizer of(OptimizerSpec spec, ParameterLayout layout, Schedule factor) {
    Schedule rate = now -> spec.learningRate() * factor.at(now);
    List<ParameterGroup> groups = OptimizerChains.groups(spec, layout, rate);
    return new ChainedOptimizer(layout, groups, rate, spec.clipNorm());
  }

  @Override
  public void update(
      FlatVector parameters, FlatVector gradient, Slice slice, double norm, Progress now) {
    if (parameters.length() != length || gradient.length() != length || slice.to() > length) {
      reject(parameters, gradient, slice);
    }
    for (GradientTransform transform : transforms) {
      transform.begin(norm, now);
    }
    Slice[][] parts = parts(slice);
    for (int g = 0; g < groups.length; g++) {
      float rate = (float) groups[g].rate().at(now);
      for (Slice part : parts[g]) {
        update(groups[g].chain(), parameters, gradient, part, rate);
      }
    }
  }

  private void update(
      List<GradientTransform> chain,
      FlatVector parameters,
      FlatVector gradient,
      Slice part,
      float rate) {
    for (int from = part.from(); from < part.to(); from += Block.LENGTH) {
      block.load(parameters, gradient, from, Math.min(Block.LENGTH, part.to() - from));
      for (int i = 0, n = chain.size(); i < n; i++) {
        chain.get(i).apply(block);
      }
      block.subtract(parameters, rate);
    }
  }

  private Slice[][] parts(Slice slice) {
    Slice[][] known = parts.get(slice);
    if (known != null) {
      return known;
    }
    Slice[][] cut = new Slice[groups.length][];
    for (int g = 0; g < groups.length; g++) {
      cut[g] = layout.parts(slice, groups[g].kinds()).toArray(Slice[]::new);
    }
    parts.put(slice, cut);
    return cut;
  }

  private void reject(FlatVector parameters, FlatVector gradient, Slice slice) {
    check(parameters.length() == length, "parameters", "length " + length, parameters.length());
    check(gradient.length() == length, "gradient", "length " + length, gradient.length());
    check(slice.to() <= length, "slice", "within 0.." + length, slice.from() + ".." + slice.to());
  }

  @Override
  public OptionalDouble clipNorm() {
    return clipNorm;
  }

  @Override
  public double learningRate(Progress now) {
    return learningRate.at(now);
  }

  @Override
  public Map<String, FlatVector> state() {
    return state;
  }
}
