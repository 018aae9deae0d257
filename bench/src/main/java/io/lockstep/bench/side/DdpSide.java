package io.lockstep.bench.side;

import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PyTorch's DistributedDataParallel over gloo: two processes of one thread each. */
record DdpSide(Work work, Variant variant, Surroundings around) implements Side {
  private static final Duration LOOKING = Duration.ofMinutes(1);

  /** How much its user knows. */
  enum Variant {
    /** As its tutorial has it. */
    PLAIN("ddp", "as its tutorial has it: Adam and DDP with their defaults"),
    /** Everything that is known to help. */
    TUNED("ddp-tuned", "fused Adam, gradients as views of the buckets, a static graph");

    private final String name;
    private final String given;

    Variant(String name, String given) {
      this.name = name;
      this.given = given;
    }
  }

  @Override
  public String name() {
    return variant.name;
  }

  @Override
  public String given() {
    return "PyTorch DistributedDataParallel over gloo on loopback, two processes of one thread, "
        + variant.given
        + "; all pictures in memory as float32 beforehand";
  }

  @Override
  public Optional<String> absence() {
    return around.data().absence(work.data()).or(this::absenceOfTorch);
  }

  private Optional<String> absenceOfTorch() {
    List<String> words = new ArrayList<>(around.python());
    words.addAll(
        List.of("-c", "import numpy, torch.distributed as d; assert d.is_gloo_available()"));
    try {
      Path folder = Files.createTempDirectory("lockstep-bench-");
      try {
        new Command(words, Map.of(), LOOKING).run(folder);
      } finally {
        BenchData.delete(folder);
      }
      return Optional.empty();
    } catch (RuntimeException | IOException e) {
      return Optional.of(
          "No PyTorch with gloo and NumPy in '"
              + String.join(" ", around.python())
              + "': --python COMMAND names a Python that has them.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("Interrupted.");
    }
  }

  @Override
  public Measurement measure(Path folder) throws InterruptedException {
    List<String> words = new ArrayList<>(around.python());
    words.addAll(List.of(around.file("bench/peers/ddp.py").toString(), "--work", work.toString()));
    words.addAll(List.of("--data", around.data().asIdx(work.data()).toString()));
    words.addAll(List.of("--workers", "" + Work.WORKERS, "--batch", "" + Work.BATCH_PER_WORKER));
    words.addAll(List.of("--warm-up", "" + Work.WARM_UP_STEPS));
    words.addAll(List.of("--steps", "" + around.steps().orElse(work.steps())));
    if (variant == Variant.TUNED) {
      words.add("--tuned");
    }
    Command command = new Command(words, Map.of("OMP_NUM_THREADS", "1"), around.limit());
    double load = LoadAverage.now();
    PeerLine said = PeerLine.parse(command.run(folder), Quantity.EXAMPLES_PER_SECOND);
    return new Measurement(said.value(), load, command.typed(), said.notes());
  }
}
