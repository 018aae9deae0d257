package io.lockstep.driver.system;

import io.lockstep.network.Engines;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A program for {@link ApplicationJarIT}: loads the engine and multiplies two matrices. */
final class EngineProbe {
  private EngineProbe() {}

  public static void main(String[] args) {
    Engines.named("dl4j");
    INDArray product = Nd4j.ones(5, 3).mmul(Nd4j.ones(3, 5));
    System.out.println("sum=" + product.sumNumber().intValue());
    System.out.println("from=" + Nd4j.class.getProtectionDomain().getCodeSource().getLocation());
  }
}
