package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;

/**
 * The place of a {@link GroupNormLayer} in DL4J's configuration: two parameters a feature, and an
 * output of its input's shape, which may be an image. In no file, since DL4J has no such layer.
 */
final class ScaleAndShift extends ElementWiseMultiplicationLayer {
  private static final long serialVersionUID = 1L;

  ScaleAndShift(int features) {
    super(new Builder().nIn(features).nOut(features));
  }

  @Override
  public InputType getOutputType(int place, InputType input) {
    return input;
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // Known from the start.
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }
}
