package io.lockstep.optimizer;

import static io.lockstep.checks.Checks.check;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.schedule.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final float[] rates;

  /** Where updates go instead of being subtracted. */
  private final Optional<FlatVector> updates;

  private final Optional<AveragedWeights> averaged;

  /** By slice, in rising order. A caller uses few slices, so that none is ever dropped. */
  private final Map<Slice, Segment[]> segments = new HashMap<>();

  /** A part of a slice whose pieces belong to one group. */
  private record Segment(int group, Slice part) {}

  private ChainedOptimizer(
      ParameterLayout layout,
      List<ParameterGroup> groups,
      Schedule learningRate,
      OptionalDouble clipNorm,
      Optional<FlatVector> updates,
      Optional<AveragedWeights> averaged) {
    this.updates = updates;
    this.averaged = averaged;
    this.length = layout.length();
    this.layout = layout;
    this.groups = groups.toArray(ParameterGroup[]::new);
    this.rates = new float[groups.size()];
    this.learningRate = learningRate;
    this.clipNorm = clipNorm;
    Set<GradientTransform> distinct = new LinkedHashSet<>();
    groups.forEach(group -> distinct.addAll(group.chain()));
    this.transforms = distinct.toArray(GradientTransform[]::new);
    Map<String, FlatVector> all = new LinkedHashMap<>();
    distinct.forEach(transform -> all.putAll(transform.state()));
    this.state = Collections.unmodifiableMap(all);
  }

  /** One that changes the parameters. */
  static ChainedOptimizer of(
      ParameterLayout layout,
      List<ParameterGroup> groups,
      Schedule learningRate,
      OptionalDouble clipNorm,
      Optional<AveragedWeights> averaged) {
    return new ChainedOptimizer(layout, groups, learningRate, clipNorm, Optional.empty(), averaged);
  }

  /** One that leaves the parameters as they are, for the beginning of a rule. */
  static ChainedOptimizer into(
      FlatVector updates,
      ParameterLayout layout,
      List<ParameterGroup> groups,
      Schedule learningRate,
      OptionalDouble clipNorm) {
    return new ChainedOptimizer(
        layout, groups, learningRate, clipNorm, Optional.of(updates), Optional.empty());
  }

  @Override
  public void update(
      FlatVector parameters,
      GradientSource gradient,
      Slice slice,
      double norm,
      SliceExchange exchange,
      Progress now) {
    if (parameters.length() != length || gradient.length() != length || slice.to() > length) {
      reject(parameters, gradient, slice);
    }
    for (GradientTransform transform : transforms) {
      transform.begin(norm, now);
    }
    for (int g = 0; g < groups.length; g++) {
      rates[g] = (float) groups[g].rate().at(now);
    }
    Segment[] segments = segments(slice);
    int s = 0;
    for (int from = slice.from(); from < slice.to(); from += Block.LENGTH) {
      int to = Math.min(from + Block.LENGTH, slice.to());
      block.read(gradient, from, to - from);
      while (s < segments.length && segments[s].part().to() <= to) {
        update(segments[s], parameters, from, to);
        s++;
      }
      if (s < segments.length && segments[s].part().from() < to) {
        update(segments[s], parameters, from, to);
      }
    }
  }

  /** Updates what of a segment lies within [from, to). */
  private void update(Segment segment, FlatVector parameters, int from, int to) {
    int start = Math.max(from, segment.part().from());
    int end = Math.min(to, segment.part().to());
    List<GradientTransform> chain = groups[segment.group()].chain();
    float rate = rates[segment.group()];
    if (updates.isEmpty() && chain.size() == 1 && chain.get(0) instanceof WholeUpdate whole) {
      whole.update(block.gradient(), block.at(start), parameters, start, end - start, rate);
      return;
    }
    block.load(parameters, start, end - start);
    for (int i = 0, n = chain.size(); i < n; i++) {
      chain.get(i).apply(block);
    }
    if (updates.isPresent()) {
      block.storeUpdate(updates.get());
      return;
    }
    block.subtract(rate);
    for (int i = 0, n = chain.size(); i < n; i++) {
      chain.get(i).correct(block, rate);
    }
    block.store(parameters);
  }

  private Segment[] segments(Slice slice) {
    Segment[] known = segments.get(slice);
    if (known != null) {
      return known;
    }
    List<Segment> cut = new ArrayList<>();
    for (int g = 0; g < groups.length; g++) {
      int group = g;
      layout.parts(slice, groups[g].members()).forEach(part -> cut.add(new Segment(group, part)));
    }
    cut.sort(Comparator.comparingInt(segment -> segment.part().from()));
    Segment[] sorted = cut.toArray(Segment[]::new);
    segments.put(slice, sorted);
    return sorted;
  }

  private void reject(FlatVector parameters, GradientSource gradient, Slice slice) {
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
  public Optional<AveragedWeights> averaged() {
    return averaged;
  }

  @Override
  public Map<String, FlatVector> state() {
    return state;
  }
}
