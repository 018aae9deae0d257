package io.lockstep.network.dl4j;

import io.lockstep.network.NetworkSpec;
import io.lockstep.parameters.FlatVector;
import java.io.IOException;
import java.io.OutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A model as a DL4J zip, which plain DL4J loads with {@code MultiLayerNetwork.load}. Written only,
 * never read.
 */
public final class Dl4jModelFile {
  private Dl4jModelFile() {}

  /** Writes configuration and parameters; the stream stays open. */
  public static void write(NetworkSpec spec, FlatVector parameters, OutputStream out)
      throws IOException {
    Natives.loaded().oneThread();
    MultiLayerNetwork network = new MultiLayerNetwork(Configurations.of(spec));
    network.init(Views.of(parameters, 1, parameters.length()).dup(), false);
    ModelSerializer.writeModel(network, out, false);
  }
}
