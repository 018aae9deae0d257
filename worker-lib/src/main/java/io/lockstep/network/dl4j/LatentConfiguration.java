package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * A code in DL4J's words: a dense layer with means and log-variances, half as wide to what follows.
 * Never written to a file.
 */
final class LatentConfiguration extends DenseLayer {
  private static final long serialVersionUID = 1L;

  LatentConfiguration(int size) {
    setNOut(2L * size);
    setActivationFn(Activation.IDENTITY.getActivationFunction());
  }

  @Override
  public InputType getOutputType(int place, InputType input) {
    super.getOutputType(place, input); // checks the input
    return InputType.feedForward(getNOut() / 2);
  }
}
