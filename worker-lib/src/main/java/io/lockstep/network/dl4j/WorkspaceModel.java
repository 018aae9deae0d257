package io.lockstep.network.dl4j;

import io.lockstep.network.EngineMemory;
import io.lockstep.network.LayerSpec;
import io.lockstep.network.NetworkSpec;

/**
 * What DL4J takes for a network, from the shapes of its layers; docs/memory.md has the measurements
 * behind the constants.
 *
 * <p>Forward, every layer's output stays until the backward pass has used it: {@code rows x sum of
 * outputs} floats. Backward, DL4J alternates between two workspaces (in a graph as many as have to
 * wait for a branch), each as large as the largest gradient of an activation, and oneDNN wants
 * scratch for input and output of the layer at hand. Evaluation keeps no more than the largest
 * output beside them, in workspaces of its own.
 */
final class WorkspaceModel {
  /** ND4J, OpenBLAS and oneDNN: the pages of their code that are used, and OpenBLAS's buffer. */
  private static final long LIBRARIES = 96L << 20;

  /** DL4J makes workspaces a little larger than what the first step took. */
  private static final double RESERVE = 1.1;

  private final NetworkSpec network;

  private WorkspaceModel(NetworkSpec network) {
    this.network = network;
  }

  static EngineMemory of(NetworkSpec network, int rows, int evaluationRows) {
    WorkspaceModel model = new WorkspaceModel(network);
    return new EngineMemory(
        (long)
            (Float.BYTES
                * (RESERVE * rows * model.training()
                    + evaluationRows * model.largestOutput()
                    + Math.max(rows, evaluationRows) * model.recurrent(6))),
        rows * model.maxima() * Integer.BYTES
            + (long) (Math.max(rows, evaluationRows) * model.recurrent(1) * Float.BYTES),
        LIBRARIES);
  }

  /** Floats of an example in training. */
  private double training() {
    double outputs = 0;
    double largestGradient = 0;
    double largestLayer = 0;
    for (NetworkSpec.Layer layer : network.layers()) {
      double in = (double) layer.input().elements() * layer.sources().size();
      double out = layer.output().elements();
      outputs += out;
      largestGradient = Math.max(largestGradient, Math.max(in, out));
      largestLayer = Math.max(largestLayer, in + out);
    }
    return outputs + gradients(largestGradient) + largestLayer;
  }

  /**
   * Of activations. A chain alternates between two workspaces; of a graph every one is counted,
   * since its workspaces learn their sizes in the first step, and what does not fit by then is
   * allocated beside them and not given back. Nonlinearities copy theirs once more.
   */
  private double gradients(double largest) {
    return network.isChain()
        ? 2 * largest
        : network.layers().stream()
            .mapToDouble(
                layer ->
                    (double) layer.input().elements()
                        * layer.sources().size()
                        * (layer.spec() instanceof LayerSpec.Activate ? 2 : 1))
            .sum();
  }

  private double largestOutput() {
    return network.layers().stream()
        .mapToDouble(layer -> layer.output().elements())
        .max()
        .orElse(0);
  }

  /** What {@link LstmSteps} keeps of an example: so many numbers for each output of each step. */
  private double recurrent(int numbers) {
    return network.layers().stream()
        .filter(layer -> layer.spec() instanceof LayerSpec.Lstm)
        .mapToDouble(
            layer ->
                (double) numbers * layer.input().time() * ((LayerSpec.Lstm) layer.spec()).units())
        .sum();
  }

  /** What {@link MaxPoolLayer} remembers of an example: a place for each of its outputs. */
  private long maxima() {
    return network.layers().stream()
        .filter(
            layer ->
                layer.spec() instanceof LayerSpec.Pool pool
                    && pool.pooling() == LayerSpec.Pooling.MAX)
        .mapToLong(layer -> layer.output().elements())
        .sum();
  }
}
