package io.lockstep.network.dl4j;

import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The kernels of OpenBLAS, by the processor that they are written for, newest first. OpenBLAS picks
 * one when it loads; its function that says which, {@code openblas_get_corename}, is not among
 * JavaCPP's presets, so that this looks where the function looks: at the table in use.
 */
enum BlasCore {
  SAPPHIRERAPIDS,
  COOPERLAKE,
  SKYLAKEX,
  ZEN,
  HASWELL,
  EXCAVATOR,
  STEAMROLLER,
  PILEDRIVER,
  BULLDOZER,
  SANDYBRIDGE,
  BARCELONA,
  NEHALEM,
  CORE2,
  PRESCOTT,
  /** A build without a choice, or another library. */
  UNKNOWN;

  private static final String TABLE = "gotoblas";

  static BlasCore inUse() {
    Pointer variable = Loader.addressof(TABLE);
    if (variable == null) {
      return UNKNOWN;
    }
    long table = new PointerPointer<Pointer>(variable).get(0).address();
    for (BlasCore core : values()) {
      Pointer candidate = Loader.addressof(TABLE + "_" + core.name());
      if (candidate != null && candidate.address() == table) {
        return core;
      }
    }
    return UNKNOWN;
  }

  /** Whether its kernels use AVX2. */
  boolean usesAvx2() {
    return compareTo(EXCAVATOR) <= 0;
  }

  /** For people: {@code Haswell}. */
  @Override
  public String toString() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }
}
