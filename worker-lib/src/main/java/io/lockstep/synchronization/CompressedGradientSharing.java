package io.lockstep.synchronization;

import io.lockstep.collective.Collective;
import io.lockstep.collective.HostMemory;
import io.lockstep.collective.Rows;
import io.lockstep.collective.Wire;
import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.Deviation;
import io.lockstep.compression.SparseCodec;
import io.lockstep.compression.SparseForm;
import io.lockstep.optimizer.GradientSource;
import io.lockstep.optimizer.SliceExchange;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Agreement every step, with fewer bytes: all ranks come to the same, rounded or sparse, mean
 * gradient, and those of each host update its one copy of the parameters and of the optimizer
 * state, each its part. Running statistics, losses and counts are never compressed.
 *
 * <p>Of the sparse kinds, a warm-up has dense gradients first. Once the guard sees a deviation
 * beyond its bounds, the run goes on with the dense gradient to its end; the first dense step
 * brings all that had been held back.
 */
public final class CompressedGradientSharing implements Synchronizer, GradientSource {
  private static final Logger LOG = LoggerFactory.getLogger(CompressedGradientSharing.class);
  private static final int CHUNK = 1024;
  private static final String TAU = "tau";
  private static final String DENSE = "dense";

  private final Collective collective;
  private final NormNeeded needed;
  private final StepTimer timer;
  private final StepJournal journal;
  private final Slice slice;
  private final int length;
  private final HostNorm hostNorm;
  private final Guard guard;
  private final Optional<SparseMean> sparse;
  private final RoundedMean dense;
  private final Rows nothing;
  private final long warmUp;
  private final float[] block = new float[CHUNK];
  private final SliceExchange exchange;
  private CompressedMean mean;
  private boolean fallenBack;
  private boolean holdsBack;
  private double norm;
  private long step;

  CompressedGradientSharing(CompressionSpec spec, SynchronizerSetup setup) {
    this.collective = setup.collective();
    this.needed = setup.norm();
    this.timer = setup.timer();
    this.step = setup.start().step();
    ParameterLayout layout = setup.layout();
    this.length = layout.length();
    this.slice = collective.hostSlice(length);
    this.hostNorm = new HostNorm(collective, setup.gradientNorm());
    int tail = hostNorm.width() + Deviation.SUMS;
    this.journal = new StepJournal(collective.rank(), collective.size(), 1, tail);
    this.guard = new Guard(spec.guard(), layout, collective.slice(length));
    this.nothing = new Rows(collective.size(), 0);
    boolean rounds = spec instanceof CompressionSpec.Bf16;
    this.dense = new RoundedMean(collective, layout, rounds ? Wire.BFLOAT16 : Wire.FLOAT32);
    SparseForm form = form(layout);
    this.sparse = codec(spec, form).map(codec -> new SparseMean(collective, form, codec));
    this.holdsBack = sparse.isPresent();
    this.warmUp =
        spec.warmUp()
            .map(span -> new RunLength(span, setup.length().stepsPerEpoch()).steps())
            .orElse(0L);
    chooseMean();
    this.exchange =
        new SharedSlices(
            collective,
            timer,
            hostNorm.mates(),
            hostNorm.parts(),
            slice,
            collective.topology().hosts().stream().mapToInt(List::size).toArray(),
            // The ranks of a host share the vector itself.
            vector -> collective.exchange(nothing));
  }

  /** As {@link Synchronizer#memory}: one vector more for the mean, and the messages. */
  static HostMemory memory(CompressionSpec spec, ParameterLayout layout, int stateVectors) {
    int statistics = form(layout).dense().stream().mapToInt(Slice::length).sum();
    int message =
        codec(spec, form(layout)).map(SparseCodec::mostBytes).orElse(Float.BYTES * statistics);
    return new HostMemory(layout.length(), 1, 2 + stateVectors, message);
  }

  private static SparseForm form(ParameterLayout layout) {
    return new SparseForm(
        layout.length(), layout.parts(Slice.all(layout.length()), Set.of(Piece.Kind.STATISTIC)));
  }

  private static Optional<SparseCodec> codec(CompressionSpec spec, SparseForm form) {
    if (spec instanceof CompressionSpec.Threshold threshold) {
      return Optional.of(SparseCodec.of(threshold, form));
    }
    return spec instanceof CompressionSpec.TopK topK
        ? Optional.of(SparseCodec.of(topK, form))
        : Optional.empty();
  }

  @Override
  public Slice slice() {
    return slice;
  }

  @Override
  public void beforeUpdate(FlatVector local, double lossSum, int examples, long globalExamples) {
    timer.markComputed();
    journal.clear();
    journal.record(lossSum, examples, Double.NaN, timer);
    long waited = collective.waitedNanos();
    if (fallenBack && holdsBack) {
      sparse.orElseThrow().release(local, globalExamples);
      holdsBack = false;
    }
    mean.begin(local, globalExamples);
    share(local);
    journal.traffic(collective.sentBytes(), mean.bytes());
    if (needed == NormNeeded.BEFORE_UPDATE) {
      sumSquares();
      meet();
    }
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  private void share(FlatVector local) {
    guard.rest();
    boolean looks = !fallenBack && !warmsUp() && guard.isDue(step + 1);
    if (looks) {
      float factor = mean.offer(local);
      guard.keep(collective.reduceScatter(local), factor);
    }
    mean.share(local);
    if (looks) {
      guard.compare(mean);
    }
  }

  private void sumSquares() {
    for (int from = slice.from(); from < slice.to(); from += block.length) {
      load(from, Math.min(block.length, slice.to() - from), block);
    }
  }

  /** All that rides along with an exchange. */
  private void meet() {
    hostNorm.offer(journal);
    guard.offer(journal, hostNorm.width());
    collective.exchange(journal.rows());
    norm = hostNorm.collect(journal);
    journal.sharedNorm(norm);
    guard.collect(journal, hostNorm.width());
  }

  @Override
  public GradientSource gradient() {
    return this;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void load(int from, int count, float[] into) {
    mean.load(from, count, into);
    hostNorm.add(into, from, count);
  }

  @Override
  public boolean updates() {
    return true;
  }

  @Override
  public double norm() {
    return norm;
  }

  @Override
  public SliceExchange exchange() {
    return exchange;
  }

  @Override
  public void afterUpdate(FlatVector parameters, Map<String, FlatVector> state, Progress next) {
    timer.markUpdated();
    long waited = collective.waitedNanos();
    if (needed == NormNeeded.BEFORE_UPDATE) {
      collective.exchange(nothing);
    } else {
      meet();
    }
    step = next.step();
    chooseMean();
    if (!guard.holds()) {
      fallBack();
    }
    timer.markCommunicated(collective.waitedNanos() - waited);
  }

  private void fallBack() {
    if (collective.rank() == 0) {
      LOG.warn("Gradients are dense from here on, for at step {} {}", step, guard);
    }
    fallenBack = true;
    dense.roundNoMore();
    chooseMean();
  }

  private void chooseMean() {
    mean = sparse.isEmpty() || fallenBack || warmsUp() ? dense : sparse.get();
  }

  private boolean warmsUp() {
    return step < warmUp;
  }

  @Override
  public boolean agreed() {
    return true;
  }

  @Override
  public StepJournal journal() {
    return journal;
  }

  @Override
  public void completeState(Map<String, FlatVector> state) {
    // Every host has all of it.
  }

  @Override
  public CompressionState gatherCompression() {
    double tau = sparse.map(some -> some.codec().state()).orElse(0.0);
    Map<String, FlatVector> residuals =
        holdsBack && !warmsUp() ? sparse.orElseThrow().gatherResiduals() : Map.of();
    return new CompressionState(residuals, Map.of(TAU, tau, DENSE, fallenBack ? 1.0 : 0.0));
  }

  @Override
  public void restore(CompressionState state) {
    double tau = state.numbers().getOrDefault(TAU, 0.0);
    sparse.ifPresent(some -> some.codec().restore(tau));
    sparse.ifPresent(some -> some.restore(state.vectors()));
    if (state.numbers().getOrDefault(DENSE, 0.0) != 0) {
      fallenBack = true;
      holdsBack = !state.vectors().isEmpty();
      dense.roundNoMore();
      chooseMean();
    }
  }
}
