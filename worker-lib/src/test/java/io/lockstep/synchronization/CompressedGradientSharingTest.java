package io.lockstep.synchronization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Bfloat16;
import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What two ranks share, given their gradients. */
class CompressedGradientSharingTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int RANKS = 2;
  private static final int STEPS = 30;
  private static final int EXAMPLES = 10;
  private static final GuardSpec LENIENT = new GuardSpec(10, 1e9, -1);
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Piece("0.weight", Piece.Kind.WEIGHT, List.of(9_000), 0),
              new Piece("1.mean", Piece.Kind.STATISTIC, List.of(50), 9_000),
              new Piece("2.weight", Piece.Kind.WEIGHT, List.of(3_000), 9_050)));

  /** Means and norms by step. */
  private record Shared(float[][] means, double[] norms) {}

  private static float[] gradient(int rank, int step) {
    SplittableRandom random = new SplittableRandom(1_000L * step + rank);
    float[] gradient = new float[LAYOUT.length()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (random.nextDouble() - 0.3);
    }
    return gradient;
  }

  private static float[] denseMean(int step) {
    float[] mean = gradient(0, step);
    float[] other = gradient(1, step);
    for (int i = 0; i < mean.length; i++) {
      mean[i] = 1f / EXAMPLES * (mean[i] + other[i]);
    }
    return mean;
  }

  private static Shared share(CompressionSpec spec, Synchronizer.NormNeeded norm) throws Exception {
    Shared shared = new Shared(new float[STEPS][LAYOUT.length()], new double[STEPS]);
    String name = "compressed-" + NAMES.incrementAndGet();
    ExecutorService threads = Executors.newFixedThreadPool(RANKS);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int rank = 0; rank < RANKS; rank++) {
        Collective member =
            InProcessGroup.join(
                name, rank, RANKS, new Waiting(Duration.ofSeconds(60), () -> false));
        futures.add(threads.submit(() -> work(spec, norm, member, shared)));
      }
      for (Future<?> future : futures) {
        future.get(120, TimeUnit.SECONDS);
      }
      return shared;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void work(
      CompressionSpec spec, Synchronizer.NormNeeded norm, Collective member, Shared shared) {
    FlatVector parameters = member.replicated(LAYOUT.length());
    FlatVector local = member.individual(LAYOUT.length());
    Progress now = Progress.start(EXAMPLES);
    Synchronizer synchronizer =
        new CompressedGradientSharing(
            spec,
            new SynchronizerSetup(
                member,
                LAYOUT,
                parameters,
                norm,
                new RunLength(Span.steps(STEPS), 1),
                now,
                new StepTimer(System::nanoTime)));
    float[] block = new float[1024];
    try (member) {
      for (int step = 0; step < STEPS; step++) {
        local.copyFrom(gradient(member.rank(), step));
        synchronizer.beforeUpdate(local, 1, EXAMPLES / RANKS, EXAMPLES);
        Slice slice = synchronizer.slice();
        for (int from = slice.from(); from < slice.to(); from += block.length) {
          int length = Math.min(block.length, slice.to() - from);
          synchronizer.gradient().load(from, length, block);
          System.arraycopy(block, 0, shared.means()[step], from, length);
        }
        now = now.advance(EXAMPLES);
        synchronizer.afterUpdate(parameters, Map.of(), now);
        shared.norms()[step] = synchronizer.journal().norm(0);
      }
    }
  }

  private static List<CompressionSpec> kinds(GuardSpec guard) {
    return List.of(
        new CompressionSpec.Bf16(guard),
        new CompressionSpec.Threshold(0.02, guard),
        new CompressionSpec.TopK(0.02, guard));
  }

  @Test
  void bf16IsTheDenseMeanRounded() throws Exception {
    Shared shared = share(new CompressionSpec.Bf16(LENIENT), Synchronizer.NormNeeded.FOR_METRICS);
    for (int step = 0; step < STEPS; step++) {
      float[] dense = denseMean(step);
      for (int i = 0; i < 9_000; i++) {
        assertEquals(Bfloat16.toFloat(Bfloat16.of(dense[i])), shared.means()[step][i]);
      }
    }
  }

  @Test
  void runningStatisticsAreNotCompressed() throws Exception {
    for (CompressionSpec kind : kinds(LENIENT)) {
      Shared shared = share(kind, Synchronizer.NormNeeded.FOR_METRICS);
      for (int step = 0; step < STEPS; step++) {
        float[] dense = denseMean(step);
        for (int i = 9_000; i < 9_050; i++) {
          assertEquals(dense[i], shared.means()[step][i], 2e-8f, kind + ", step " + step);
        }
      }
    }
  }

  @Test
  void theNormIsThatOfWhatIsShared() throws Exception {
    for (CompressionSpec kind : kinds(LENIENT)) {
      for (Synchronizer.NormNeeded needed : Synchronizer.NormNeeded.values()) {
        Shared shared = share(kind, needed);
        for (int step = 0; step < STEPS; step++) {
          double squares = 0;
          for (int i = 0; i < LAYOUT.length(); i++) {
            double value = i >= 9_000 && i < 9_050 ? 0 : shared.means()[step][i];
            squares += value * value;
          }
          assertEquals(Math.sqrt(squares), shared.norms()[step], 1e-9, kind + ", step " + step);
        }
      }
    }
  }

  @Test
  void theFirstDenseStepAfterTheGuardHasSpokenBringsAllThatWasHeldBack() throws Exception {
    for (CompressionSpec kind : kinds(new GuardSpec(10, 0, -1)).subList(1, 3)) {
      Shared shared = share(kind, Synchronizer.NormNeeded.FOR_METRICS);
      double[] missing = new double[LAYOUT.length()];
      double held = 0;
      for (int step = 0; step < STEPS; step++) {
        float[] dense = denseMean(step);
        for (int i = 0; i < missing.length; i++) {
          missing[i] += (double) dense[i] - shared.means()[step][i];
          held += step == 9 ? Math.abs(missing[i]) : 0;
          if (step >= 10) {
            assertEquals(0, missing[i], 1e-6, kind + ", step " + step + ", element " + i);
          }
        }
      }
      assertTrue(held > 1_000, kind + " had held back " + held);
    }
  }
}
