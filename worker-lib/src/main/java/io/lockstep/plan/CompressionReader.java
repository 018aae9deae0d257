package io.lockstep.plan;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.CompressionSpec.Bf16;
import io.lockstep.compression.CompressionSpec.Threshold;
import io.lockstep.compression.CompressionSpec.TopK;
import io.lockstep.compression.GuardSpec;
import io.lockstep.progress.Span;
import java.util.List;
import java.util.Optional;

/** Reads {@code synchronization.compression}. */
final class CompressionReader {
  private final Section keys;

  CompressionReader(Section keys) {
    this.keys = keys;
  }

  Optional<CompressionSpec> read() {
    String type =
        keys.type(PlanKeys.COMPRESSIONS, List.of(), Defaults.COMPRESSION)
            .orElse(Defaults.COMPRESSION);
    return switch (type) {
      case "none" -> Optional.empty();
      case "bf16" -> Optional.of(new Bf16(guard(Defaults.BF16_GUARD)));
      case "threshold" -> {
        GuardSpec guard = guard(Defaults.SPARSE_GUARD);
        yield Optional.of(
            keys.build(
                () -> new Threshold(number("target", Defaults.THRESHOLD_TARGET), warmUp(), guard)));
      }
      case "top-k" -> {
        GuardSpec guard = guard(Defaults.SPARSE_GUARD);
        yield Optional.of(
            keys.build(
                () -> new TopK(number("fraction", Defaults.TOP_K_FRACTION), warmUp(), guard)));
      }
      default -> throw new IllegalStateException("No reader for compression type " + type);
    };
  }

  private Optional<Span> warmUp() {
    return keys.read("warm-up", Defaults.COMPRESSION_WARM_UP, Reading.SPAN.orNone());
  }

  private double number(String key, double standard) {
    return keys.read(key, standard, Reading.NUMBER);
  }

  private GuardSpec guard(GuardSpec usual) {
    Section guard = keys.child("guard").only(PlanKeys.GUARD);
    return guard.build(
        () ->
            new GuardSpec(
                guard.read("every", usual.every(), Reading.WHOLE_NUMBER),
                guard.read("max-error", usual.maxError(), Reading.NUMBER),
                guard.read("min-cosine", usual.minCosine(), Reading.NUMBER)));
  }
}
