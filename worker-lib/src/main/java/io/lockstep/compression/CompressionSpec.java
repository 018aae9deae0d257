package io.lockstep.compression;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

/** How a shared gradient is made smaller for the wire. */
public sealed interface CompressionSpec {
  /** When to fall back to the dense gradient. */
  GuardSpec guard();

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
  record Threshold(double target, GuardSpec guard) implements CompressionSpec {
    public Threshold {
      part(target, "target");
      present(guard, "guard");
    }
  }

  /**
   * The largest elements, {@link TopKCodec}.
   *
   * @param fraction of the elements that is sent
   */
  record TopK(double fraction, GuardSpec guard) implements CompressionSpec {
    public TopK {
      part(fraction, "fraction");
      present(guard, "guard");
    }
  }

  private static void part(double value, String field) {
    check(value > 0 && value <= 0.5, field, "above 0, at most 0.5", value);
  }
}
