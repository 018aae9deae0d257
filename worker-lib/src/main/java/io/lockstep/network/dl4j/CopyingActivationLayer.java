package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A nonlinearity that never writes over its input: at inference DL4J's does, and as one of the
 * first layers it would overwrite the examples themselves, which are read in place.
 */
final class CopyingActivationLayer extends ActivationLayer {
  private static final long serialVersionUID = 1L;

  /** Takes the place of {@code plain}. */
  CopyingActivationLayer(ActivationLayer plain) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray copy = workspaces.dup(ArrayType.ACTIVATIONS, input, input.ordering());
    return layerConf().getActivationFn().getActivation(copy, training);
  }
}
