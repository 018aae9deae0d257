package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the backward pass needs of a layer's values before the activation overwrites them. */
final class PreActivation {
  private PreActivation() {}

  /**
   * The array itself where its sign is enough (ReLU) or nothing is needed, else a copy. Lives as
   * long as the activations of the step.
   */
  static INDArray keep(INDArray z, IActivation activation, LayerWorkspaceMgr workspaces) {
    boolean enough = activation instanceof InPlaceReLU || activation instanceof ActivationIdentity;
    return enough ? z : workspaces.dup(ArrayType.ACTIVATIONS, z);
  }
}
