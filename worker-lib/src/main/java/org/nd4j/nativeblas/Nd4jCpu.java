package org.nd4j.nativeblas;

import org.nd4j.linalg.factory.Nd4j;

/**
 * The name under which DL4J 1.0.0-M2.1 asks whether oneDNN may be used. The class that it means
 * moved to another package in M2, so that without this one the answer is always no and layers run
 * several times slower. Called by reflection in {@code BaseMKLDNNHelper}; nobody else has use for
 * it.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** What DL4J asks. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    public static Environment getInstance() {
      return INSTANCE;
    }

    public boolean isUseMKLDNN() {
      return Nd4j.getEnvironment().helpersAllowed();
    }
  }
}
