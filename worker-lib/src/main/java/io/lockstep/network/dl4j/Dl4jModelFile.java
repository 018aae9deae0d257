package io.lockstep.network.dl4j;

import static io.lockstep.checks.Checks.check;

import io.lockstep.network.NetworkSpec;
import io.lockstep.parameters.FlatVector;
import java.io.IOException;
import java.io.OutputStream;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A model as a DL4J zip, which plain DL4J loads: a chain with {@code MultiLayerNetwork.load}, a
 * graph with {@code ComputationGraph.load}. Written only, never read.
 */
public final class Dl4jModelFile {
  private Dl4jModelFile() {}

  /**
   * Writes configuration and parameters, without an updater's state; the stream stays open. Images
   * go into the loaded network as [rows, channels, height, width].
   *
   * @param parameters length of the layout
   */
  public static void write(NetworkSpec spec, FlatVector parameters, OutputStream out)
      throws IOException {
    int length = spec.layout().length();
    check(parameters.length() == length, "parameters", "length " + length, parameters.length());
    Natives.loaded().oneThread();
    Dl4jModel network = Dl4jModel.plain(spec);
    network.initialize(Views.of(parameters, 1, length));
    ModelSerializer.writeModel(network.dl4j(), out, false);
  }
}
