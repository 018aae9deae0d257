package io.lockstep.compression;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.Span;
import java.util.Optional;

/** How a shared gradient is made smaller for the wire. */
public sealed interface CompressionSpec {
  /** When to fall back to the dense gradient. */
  GuardSpec guard();

  /**
   * How long gradients are dense first, while they are large and their directions change from step
   * to step (Lin et al. 2018, Deep Gradient Compression, arXiv 1712.01887, section 3.3, warm up
   * over some epochs as well, there with more and more sparse ones).
   */
  default Optional<Span> warmUp() {
    return Optional.empty();
  }

  /**
   * The dense gradient with 16 bits an element, rounded to bfloat16 (Kalamkar et al. 2019, A Study
   * of BFLOAT16 for Deep Learning Training, arXiv 1905.12322); sums stay float32. Nothing is kept
   * back: what rounding loses is lost.
   */
  record Bf16(GuardSpec guard) implements CompressionSpec {
    public Bf16 {
      present(guard, "guard");
    }
  }

  /**
   * Plus or minus tau for the elements that have come to it, {@link ThresholdCodec}.
   *
   * @param target fraction of the elements that is to be sent, to which tau adapts
   */
  record Threshold(double target, Optional<Span> warmUp, GuardSpec guard)
      implements CompressionSpec {
    /** Without warm-up. */
    public Threshold(double target, GuardSpec guard) {
      this(target, Optional.empty(), guard);
    }

    public Threshold {
      part(target, "target");
      present(warmUp, "warm-up");
      present(guard, "guard");
    }
  }

  /**
   * The largest elements, {@link TopKCodec}.
   *
   * @param fraction of the elements that is sent
   */
  record TopK(double fraction, Optional<Span> warmUp, GuardSpec guard) implements CompressionSpec {
    /** Without warm-up. */
    public TopK(double fraction, GuardSpec guard) {
      this(fraction, Optional.empty(), guard);
    }

    public TopK {
      part(fraction, "fraction");
      present(warmUp, "warm-up");
      present(guard, "guard");
    }
  }

  private static void part(double value, String field) {
    check(value > 0 && value <= 0.5, field, "above 0, at most 0.5", value);
  }
}
