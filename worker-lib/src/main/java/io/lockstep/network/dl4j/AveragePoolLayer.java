package io.lockstep.network.dl4j;

import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Average pooling by DL4J without its oneDNN helper, whose backward pass leaves padded zeros out of
 * the divisor while the forward pass counts them.
 */
final class AveragePoolLayer extends SubsamplingLayer {
  private static final long serialVersionUID = 1L;

  /** Takes the place of {@code plain}. */
  AveragePoolLayer(SubsamplingLayer plain) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    helper = null;
  }
}
