package io.lockstep.network.dl4j;

import io.lockstep.network.Engine;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.OutputStream;
import org.nd4j.linalg.factory.Nd4j;

/** The engine "dl4j". */
public final class Dl4jEngine implements Engine {
  public static final String NAME = "dl4j";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    Natives natives = Natives.loaded();
    return "dl4j 1.0.0-M2.1, "
        + Nd4j.getBackend().getClass().getSimpleName()
        + " "
        + natives.variant()
        + ", OpenBLAS for "
        + natives.blasCore()
        + ", one thread a worker";
  }

  @Override
  public Network bind(
      NetworkSpec spec, FlatVector parameters, FlatVector gradient, int maxRows, Seed seed) {
    return new Dl4jNetwork(spec, parameters, gradient, seed);
  }

  @Override
  public void export(NetworkSpec spec, FlatVector parameters, OutputStream out) throws IOException {
    Dl4jModelFile.write(spec, parameters, out);
  }
}
