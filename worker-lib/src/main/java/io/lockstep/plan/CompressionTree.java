package io.lockstep.plan;

import io.lockstep.compression.CompressionSpec;
import io.lockstep.compression.GuardSpec;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Yaml.Mapping;
import io.lockstep.progress.Span;
import java.util.Optional;

/** Compression as the tree of its text. */
final class CompressionTree {
  private CompressionTree() {}

  static Mapping of(Optional<CompressionSpec> compression) {
    if (compression.isEmpty()) {
      return new Fields().put("type", "none").mapping();
    }
    CompressionSpec spec = compression.get();
    Fields keys = keys(spec);
    if (!(spec instanceof CompressionSpec.Bf16)) {
      keys.put("warm-up", spec.warmUp().map(Span::toString).orElse("none"));
    }
    return keys.put("guard", guard(spec.guard())).mapping();
  }

  private static Fields keys(CompressionSpec spec) {
    if (spec instanceof CompressionSpec.Threshold threshold) {
      return new Fields().put("type", "threshold").put("target", Numbers.of(threshold.target()));
    }
    return spec instanceof CompressionSpec.TopK topK
        ? new Fields().put("type", "top-k").put("fraction", Numbers.of(topK.fraction()))
        : new Fields().put("type", "bf16");
  }

  private static Mapping guard(GuardSpec guard) {
    return new Fields()
        .put("every", guard.every())
        .put("max-error", Numbers.of(guard.maxError()))
        .put("min-cosine", Numbers.of(guard.minCosine()))
        .mapping();
  }
}
