package io.lockstep.optimizer;

import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.schedule.Schedule;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The rules that look at whole pieces: LARS, LAMB and Muon, each in its two halves. */
final class LayerWiseRules {
  private static final Predicate<Piece> WEIGHTS = piece -> piece.kind().decays();
  private static final Predicate<Piece> OTHERS =
      piece -> piece.kind().trained() && !piece.kind().decays();

  private final OptimizerSpec spec;
  private final ParameterLayout layout;
  private final Schedule rate;
  private final Schedule factor;
  private final Ends last;
  private final List<GradientTransform> ends;
  private final Supplier<FlatVector> memory;
  private final FlatVector updates;

  LayerWiseRules(
      OptimizerSpec spec,
      ParameterLayout layout,
      Schedule rate,
      Schedule factor,
      Ends last,
      Supplier<FlatVector> memory) {
    this.spec = spec;
    this.layout = layout;
    this.rate = rate;
    this.factor = factor;
    this.last = last;
    this.ends = last.trained();
    this.memory = memory;
    this.updates = memory.get();
  }

  Optimizer optimizer(OptimizerSpec.Rule rule) {
    if (rule instanceof OptimizerSpec.Lars lars) {
      return lars(lars);
    } else if (rule instanceof OptimizerSpec.Lamb lamb) {
      return lamb(lamb);
    } else if (rule instanceof OptimizerSpec.Muon muon) {
      return muon(muon);
    }
    throw new IllegalArgumentException("Invalid rule (one that looks at whole pieces): " + rule);
  }

  /** The velocity holds steps, rates included, as in the paper's algorithm. */
  private Optimizer lars(OptimizerSpec.Lars lars) {
    double decay = lars.weightDecay();
    TrustRatio trust =
        new TrustRatio(
            (w, g) -> w > 0 && g > 0 ? lars.trust() * w / (g + decay * w) : 1, layout, updates);
    Momentum momentum = new Momentum(lars.momentum(), Momentum.Look.HERE, memory);
    List<GradientTransform> scaled = List.of(new ScaleByRate(rate), momentum);
    Schedule whole = now -> 1;
    return halves(
        List.of(),
        trust,
        new ParameterGroup(
            WEIGHTS,
            OptimizerChains.chain(OptimizerChains.decay(decay), List.of(trust), scaled, ends),
            whole),
        new ParameterGroup(OTHERS, OptimizerChains.chain(scaled, ends), whole));
  }

  private Optimizer lamb(OptimizerSpec.Lamb lamb) {
    TrustRatio trust = new TrustRatio((w, u) -> w > 0 && u > 0 ? w / u : 1, layout, updates);
    Adam adam = new Adam(lamb.beta1(), lamb.beta2(), lamb.epsilon(), memory);
    return halves(
        OptimizerChains.decay(lamb.weightDecay()),
        List.of(adam),
        trust,
        new ParameterGroup(WEIGHTS, OptimizerChains.chain(List.of(trust), ends), rate),
        new ParameterGroup(OTHERS, OptimizerChains.chain(ends), rate));
  }

  private Optimizer halves(
      List<GradientTransform> rule, WholePieces look, ParameterGroup... second) {
    return halves(List.of(), rule, look, second);
  }

  /**
   * With the same first half for all trained pieces, but for L2 and decay.
   *
   * @param decay after the rule, on weights alone
   */
  private Optimizer halves(
      List<GradientTransform> decay,
      List<GradientTransform> rule,
      WholePieces look,
      ParameterGroup... second) {
    List<GradientTransform> beginning = OptimizerChains.beginning(spec);
    return halves(
        List.of(
            new ParameterGroup(
                WEIGHTS,
                OptimizerChains.chain(beginning, OptimizerChains.penalties(spec), rule, decay),
                rate),
            new ParameterGroup(OTHERS, OptimizerChains.chain(beginning, rule), rate),
            OptimizerChains.statistics(Ends.NONE)),
        look,
        List.of(second[0], second[1], OptimizerChains.statistics(last)));
  }

  private Optimizer muon(OptimizerSpec.Muon muon) {
    Predicate<Piece> isMatrix = Orthogonalization.matrices(layout);
    OptimizerSpec.Adam moments = muon.adam();
    List<GradientTransform> adam =
        List.of(new Adam(moments.beta1(), moments.beta2(), moments.epsilon(), memory));
    List<GradientTransform> momentum = List.of(new MuonMomentum(muon.momentum(), memory));
    List<GradientTransform> beginning = OptimizerChains.beginning(spec);
    List<GradientTransform> l2 = OptimizerChains.penalties(spec);
    Predicate<Piece> isVector = WEIGHTS.and(isMatrix.negate());
    Schedule adamRate = now -> muon.adamRate() * factor.at(now);
    return halves(
        List.of(
            new ParameterGroup(isMatrix, OptimizerChains.chain(beginning, l2, momentum), rate),
            new ParameterGroup(isVector, OptimizerChains.chain(beginning, l2, adam), rate),
            new ParameterGroup(OTHERS, OptimizerChains.chain(beginning, adam), rate),
            OptimizerChains.statistics(Ends.NONE)),
        new Orthogonalization(layout, isMatrix, updates),
        List.of(
            new ParameterGroup(
                isMatrix,
                OptimizerChains.chain(OptimizerChains.decay(muon.weightDecay()), ends),
                rate),
            new ParameterGroup(isVector.or(OTHERS), OptimizerChains.chain(ends), adamRate),
            OptimizerChains.statistics(last)));
  }

  private Optimizer halves(
      List<ParameterGroup> first, WholePieces look, List<ParameterGroup> second) {
    return new LayerWiseOptimizer(
        ChainedOptimizer.into(updates, layout, first, rate, spec.clipNorm()),
        updates,
        look,
        ChainedOptimizer.of(layout, second, rate, spec.clipNorm(), last.averaged()));
  }
}
