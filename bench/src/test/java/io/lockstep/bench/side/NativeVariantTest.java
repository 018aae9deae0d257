package io.lockstep.bench.side;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NativeVariantTest {
  @Test
  void takesTheWideOneOnlyWhereAllOfItsInstructionsAre() {
    assertEquals("-onednn-avx2", NativeVariant.of(List.of("flags\t: avx2 fma avx512f")));
    assertEquals(
        "-onednn-avx512",
        NativeVariant.of(
            List.of("model : 1", "flags\t: avx2 avx512f avx512cd avx512bw avx512dq avx512vl")));
    assertEquals("-onednn-avx2", NativeVariant.of(List.of()));
  }
}
