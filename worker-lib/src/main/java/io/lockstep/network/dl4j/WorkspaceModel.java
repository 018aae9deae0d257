package io.lockstep.network.dl4j;

import io.lockstep.network.EngineMemory;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.NetworkSpec;
import java.util.List;

/**
 * What DL4J takes for a network, from the shapes of its layers; docs/memory.md has the measurements
 * behind the constants.
 *
 * <p>Forward, every layer's output stays until the backward pass has used it: {@code rows x sum of
 * outputs} floats. Backward, DL4J alternates between two workspaces, each as large as the largest
 * gradient of an activation, and oneDNN and the convolutions want scratch of the size of the
 * largest layer, input and output together.
 */
final class WorkspaceModel {
  /** ND4J, OpenBLAS and oneDNN: pages of their code and OpenBLAS's buffer. */
  private static final long LIBRARIES = 96L << 20;

  /** Workspaces are cut to what a cycle took, plus DL4J's reserve. */
  private static final double RESERVE = 1.1;

  private WorkspaceModel() {}

  static EngineMemory of(NetworkSpec spec, int rows) {
    long outputs = 0;
    long largestGradient = 0;
    long largestLayer = 0;
    long maxima = 0;
    List<NetworkSpec.Layer> layers = spec.layers();
    for (NetworkSpec.Layer layer : layers) {
      long in = layer.input().elements();
      long out = layer.output().elements();
      outputs += out;
      largestGradient = Math.max(largestGradient, Math.max(in, out));
      largestLayer = Math.max(largestLayer, in + out);
      if (layer.spec() instanceof LayerSpec.Pool pool && pool.pooling() == LayerSpec.Pooling.MAX) {
        maxima += out;
      }
    }
    long elements = outputs + 2 * largestGradient + largestLayer;
    return new EngineMemory(
        (long) (RESERVE * rows * Float.BYTES * elements), rows * Integer.BYTES * maxima, LIBRARIES);
  }
}
