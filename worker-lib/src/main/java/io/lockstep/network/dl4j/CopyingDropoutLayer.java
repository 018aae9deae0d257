package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dropout of the examples themselves: at inference DL4J's hands them on where they lie, outside of
 * its workspaces, and fails if the next layer flattens them.
 */
final class CopyingDropoutLayer extends DropoutLayer {
  private static final long serialVersionUID = 1L;

  /** Takes the place of {@code plain}. */
  CopyingDropoutLayer(DropoutLayer plain) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    allowInputModification(false);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return training
        ? super.activate(true, workspaces)
        : workspaces.dup(ArrayType.ACTIVATIONS, input, input.ordering());
  }
}
