package io.lockstep.network.dl4j;

import static io.lockstep.network.TestingNetworks.batch;
import static io.lockstep.network.TestingNetworks.bind;
import static io.lockstep.network.TestingNetworks.conv;
import static io.lockstep.network.TestingNetworks.dense;
import static io.lockstep.network.TestingNetworks.maxPool;
import static io.lockstep.network.TestingNetworks.network;
import static io.lockstep.network.TestingNetworks.window;

import io.lockstep.data.Batch;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JVM of its own that trains on a thread other than the one that loaded ND4J and prints whether
 * any thread of a native library computed along.
 */
final class TestingThreads {
  private static final String WORKER = "worker";

  private TestingThreads() {}

  public static void main(String[] arguments) throws Exception {
    Natives.loaded();
    Thread worker = new Thread(TestingThreads::train, WORKER);
    worker.start();
    worker.join();
  }

  private static void train() {
    try {
      NetworkSpec spec =
          network(
              Shape.image(4, 16, 16),
              10,
              Loss.CROSS_ENTROPY,
              conv(16, window(3, 1, 0), Activation.RELU),
              maxPool(window(2, 2, 0)),
              new LayerSpec.BatchNorm(0.9, 1e-5),
              dense(512, Activation.TANH),
              dense(512, Activation.RELU));
      Network network = bind(new Dl4jEngine(), spec, new Seed(1));
      Batch batch = batch(spec, 64, 1);
      Progress now = Progress.start(1_000);
      network.forwardBackward(batch, now);
      Map<String, Long> before = nativeThreads();
      long own = ownTicks();
      while (ownTicks() - own < 100) {
        network.forwardBackward(batch, now);
      }
      Map<String, Long> after = nativeThreads();
      after.replaceAll((thread, ticks) -> ticks - before.getOrDefault(thread, 0L));
      boolean others = after.values().stream().anyMatch(ticks -> ticks > 10);
      System.out.println("ticks of 10 ms beside one second of ours: " + after);
      System.out.println("other threads computed: " + others);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Ticks of the other threads that the JVM did not name: they bear the name of the thread that
   * started them, which is the process's or ours.
   */
  private static Map<String, Long> nativeThreads() throws IOException {
    Map<String, Long> ticks = new TreeMap<>();
    Path self = Path.of("/proc/thread-self").toRealPath().getFileName();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        String name = Files.readString(thread.resolve("comm")).trim();
        if (Set.of("java", WORKER).contains(name) && !thread.getFileName().equals(self)) {
          ticks.put(thread.getFileName().toString(), ticks(thread));
        }
      }
    }
    return ticks;
  }

  private static long ownTicks() throws IOException {
    return ticks(Path.of("/proc/thread-self"));
  }

  /** User time, in hundredths of a second. */
  private static long ticks(Path thread) throws IOException {
    String stat = Files.readString(thread.resolve("stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[11]);
  }
}
