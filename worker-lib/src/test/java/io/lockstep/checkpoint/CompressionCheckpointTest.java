package io.lockstep.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.collective.Collective;
import io.lockstep.collective.InProcessGroup;
import io.lockstep.collective.Waiting;
import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.storage.TestingStorage;
import io.lockstep.synchronization.CompressionState;
import io.lockstep.synchronization.StepTimer;
import io.lockstep.synchronization.SynchronizationSpec.GradientSharing;
import io.lockstep.synchronization.Synchronizer;
import io.lockstep.synchronization.SynchronizerSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What ranks hold back goes through compression.safetensors and comes back. */
class CompressionCheckpointTest {
  private static final String FILE = "compression.safetensors";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int EXAMPLES = 10;
  private static final GuardSpec LENIENT = new GuardSpec(10, 1e9, -1);
  private static final ParameterLayout LAYOUT = TestingStates.LAYOUT;

  private final TestingStorage storage = new TestingStorage();
  private final List<String> warnings = new ArrayList<>();
  private final CheckpointStore store = new CheckpointStore(storage, 2, warnings::add);

  private static TrainingState state(long step, CompressionState compression) {
    TrainingState plain = TestingStates.state(step);
    return new TrainingState(
        plain.progress(), LAYOUT, plain.parameters(), plain.optimizer(), compression, plain.run());
  }

  private CompressionState saveAndLoad(CompressionState compression) {
    String name = store.save(state(7, compression));
    return store.load(name, LAYOUT, TestingStates.OPTIMIZER).compression();
  }

  private static void assertSameBits(CompressionState expected, CompressionState actual) {
    assertEquals(List.copyOf(expected.vectors().keySet()), List.copyOf(actual.vectors().keySet()));
    expected
        .vectors()
        .forEach(
            (name, vector) ->
                assertEquals(
                    TestingStates.bits(vector),
                    TestingStates.bits(actual.vectors().get(name)),
                    name));
    assertEquals(expected.numbers(), actual.numbers());
  }

  @Test
  void comesBackBitForBitWhateverTheBits() {
    Map<String, FlatVector> residuals = new LinkedHashMap<>();
    for (int rank = 0; rank < 11; rank++) {
      residuals.put("residual." + rank, TestingStates.vector(100 + rank));
    }
    // A tau is a float32, which the manifest has in decimals.
    CompressionState saved =
        new CompressionState(residuals, Map.of("tau", (double) 1.1754945e-38f, "dense", 1.0));
    assertSameBits(saved, saveAndLoad(saved));
  }

  @Test
  void hasAFileOnlyWhereSomethingIsHeldBack() {
    store.save(state(1, CompressionState.NONE));
    assertTrue(storage.changes().stream().noneMatch(change -> change.endsWith(FILE)));
    CompressionState numbers = new CompressionState(Map.of(), Map.of("tau", 0.25, "dense", 0.0));
    assertSameBits(numbers, saveAndLoad(numbers));
    assertTrue(storage.changes().stream().noneMatch(change -> change.endsWith(FILE)));
  }

  @Test
  void isPassedOverWhenABitOfItHasChanged() throws IOException {
    CompressionState held =
        new CompressionState(Map.of("residual.0", TestingStates.vector(3)), Map.of());
    String old = store.save(state(1, held));
    String changed = "checkpoints/" + store.save(state(2, held)) + "/" + FILE;
    byte[] bytes;
    try (var in = storage.read(changed)) {
      bytes = in.readAllBytes();
    }
    bytes[bytes.length / 2] ^= 1;
    storage.write(changed, out -> out.write(bytes));
    assertEquals(Optional.of(old), store.latest());
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains(FILE), warnings.get(0));
  }

  @Test
  void asManyRanksGoOnWithWhatEachHadHeldBack() throws Exception {
    for (CompressionSpec spec :
        List.of(
            new CompressionSpec.TopK(0.01, LENIENT),
            new CompressionSpec.Threshold(0.01, LENIENT))) {
      CompressionState saved = train(spec, 3, CompressionState.NONE, 5);
      assertEquals(3, saved.vectors().size());
      assertNotEquals(0, sum(saved)[0]);
      CompressionState loaded = saveAndLoad(saved);
      assertSameBits(saved, loaded);
      assertSameBits(saved, train(spec, 3, loaded, 0));
    }
  }

  @Test
  void otherNumbersOfRanksGoOnWithEqualPartsOfTheSum() throws Exception {
    CompressionSpec spec = new CompressionSpec.TopK(0.01, LENIENT);
    CompressionState saved = saveAndLoad(train(spec, 3, CompressionState.NONE, 5));
    double[] held = sum(saved);
    for (int ranks : new int[] {1, 2, 4}) {
      CompressionState parts = train(spec, ranks, saved, 0);
      assertEquals(ranks, parts.vectors().size());
      double[] sum = sum(parts);
      List<Integer> first = TestingStates.bits(parts.vectors().get("residual.0"));
      parts.vectors().values().forEach(v -> assertEquals(first, TestingStates.bits(v)));
      for (int i = 0; i < held.length; i++) {
        // Three float32 additions and factors, each off by 2^-24 of at most what is added.
        assertEquals(held[i], sum[i], 1e-6, ranks + " ranks, element " + i);
      }
    }
  }

  private static double[] sum(CompressionState state) {
    double[] sum = new double[LAYOUT.length()];
    for (FlatVector residual : state.vectors().values()) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += residual.get(i);
      }
    }
    return sum;
  }

  /** What is held back after so many steps over random gradients, as rank 0 gathers it. */
  private static CompressionState train(
      CompressionSpec spec, int ranks, CompressionState from, int steps) throws Exception {
    String name = "checkpointed-" + NAMES.incrementAndGet();
    ExecutorService threads = Executors.newFixedThreadPool(ranks);
    try {
      List<Future<CompressionState>> futures = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        Collective member =
            InProcessGroup.join(
                name, rank, ranks, new Waiting(Duration.ofSeconds(60), () -> false));
        futures.add(threads.submit(() -> work(spec, member, from, steps)));
      }
      for (Future<CompressionState> future : futures.subList(1, ranks)) {
        assertTrue(future.get(120, TimeUnit.SECONDS).vectors().isEmpty(), "rank 0 alone has them");
      }
      return futures.get(0).get(120, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private static CompressionState work(
      CompressionSpec spec, Collective member, CompressionState from, int steps) {
    GradientSharing sharing = new GradientSharing(Optional.of(spec));
    FlatVector parameters = Synchronizer.place(sharing, member, LAYOUT.length());
    FlatVector local = member.individual(LAYOUT.length());
    Progress now = Progress.start(EXAMPLES);
    try (member) {
      Synchronizer synchronizer =
          Synchronizer.of(
              sharing,
              new SynchronizerSetup(
                  member,
                  LAYOUT,
                  parameters,
                  Synchronizer.NormNeeded.FOR_METRICS,
                  new RunLength(Span.steps(100), 1),
                  now,
                  new StepTimer(System::nanoTime)));
      synchronizer.restore(from);
      for (int step = 0; step < steps; step++) {
        local.copyFrom(gradient(member.rank(), step));
        synchronizer.beforeUpdate(local, 1, 1, EXAMPLES);
        now = now.advance(EXAMPLES);
        synchronizer.afterUpdate(parameters, Map.of(), now);
      }
      return synchronizer.gatherCompression();
    }
  }

  private static float[] gradient(int rank, int step) {
    SplittableRandom random = new SplittableRandom(1_000L * step + rank);
    float[] gradient = new float[LAYOUT.length()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (random.nextDouble() - 0.3);
    }
    return gradient;
  }
}
