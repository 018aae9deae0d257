package io.lockstep.network.dl4j;

import io.lockstep.network.LayerSpec.Conv2d;
import io.lockstep.network.LayerSpec.Window;
import java.util.Map;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's ops conv2d and conv2d_bp, which oneDNN computes, on arrays of any memory order and with
 * contexts that are kept.
 */
final class OneDnnConvolution {
  private static final long CHANNELS_FIRST = 0;
  private static final long OUT_IN_HEIGHT_WIDTH = 1;

  private final DynamicCustomOp forward = DynamicCustomOp.builder("conv2d").build();
  private final DynamicCustomOp backward = DynamicCustomOp.builder("conv2d_bp").build();
  private final OpContext forwardContext;
  private final OpContext backwardContext;

  OneDnnConvolution(Conv2d conv) {
    this.forwardContext = context(conv.window());
    this.backwardContext = context(conv.window());
  }

  private static OpContext context(Window window) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(
        window.kernel().height(),
        window.kernel().width(),
        window.stride().height(),
        window.stride().width(),
        window.padding().height(),
        window.padding().width(),
        1,
        1,
        0,
        CHANNELS_FIRST,
        OUT_IN_HEIGHT_WIDTH);
    return context;
  }

  /** Writes z, without activation. */
  void forward(INDArray x, Map<String, INDArray> parameters, INDArray z) {
    forwardContext.purge();
    forwardContext.setInputArray(0, x);
    forwardContext.setInputArray(1, parameters.get(ConvolutionParamInitializer.WEIGHT_KEY));
    INDArray bias = parameters.get(ConvolutionParamInitializer.BIAS_KEY);
    if (bias != null) {
      forwardContext.setInputArray(2, bias);
    }
    forwardContext.setOutputArray(0, z);
    Nd4j.getExecutioner().exec(forward, forwardContext);
  }

  /** Overwrites the gradients of x and of the parameters, for delta = dL/dz. */
  void backward(
      INDArray x,
      Map<String, INDArray> parameters,
      INDArray delta,
      INDArray inputGradient,
      Map<String, INDArray> gradients) {
    backwardContext.purge();
    backwardContext.setInputArray(0, x);
    backwardContext.setInputArray(1, parameters.get(ConvolutionParamInitializer.WEIGHT_KEY));
    backwardContext.setOutputArray(0, inputGradient);
    backwardContext.setOutputArray(1, gradients.get(ConvolutionParamInitializer.WEIGHT_KEY));
    INDArray bias = parameters.get(ConvolutionParamInitializer.BIAS_KEY);
    if (bias != null) {
      backwardContext.setInputArray(2, bias);
      backwardContext.setOutputArray(2, gradients.get(ConvolutionParamInitializer.BIAS_KEY));
    }
    backwardContext.setInputArray(bias == null ? 2 : 3, delta);
    Nd4j.getExecutioner().exec(backward, backwardContext);
  }
}
