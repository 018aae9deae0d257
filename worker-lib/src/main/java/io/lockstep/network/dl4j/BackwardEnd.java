package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The last layer of those from which on nothing is trained: DL4J ends its backward pass at a {@link
 * FrozenLayer}. Unlike that one it leaves the forward pass as it is, dropout included; what is
 * frozen computes as it should by itself ({@link FrozenBatchNormLayer}).
 */
final class BackwardEnd extends FrozenLayer {
  private static final long serialVersionUID = 1L;

  BackwardEnd(Layer layer) {
    super(layer);
  }

  /** The same for DL4J, which looks for the class, over a layer that tells its observer. */
  BackwardEnd observed(int place, LayerObserver observer) {
    return new BackwardEnd(ObservedLayer.of(underlying, place, observer));
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return underlying.activate(training, workspaces);
  }

  @Override
  public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    return underlying.activate(input, training, workspaces);
  }
}
