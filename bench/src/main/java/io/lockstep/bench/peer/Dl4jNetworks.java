package io.lockstep.bench.peer;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The works as a user of DL4J writes them. */
final class Dl4jNetworks {
  private static final int CLASSES = 10;
  private static final double LEARNING_RATE = 1e-3;

  private Dl4jNetworks() {}

  static MultiLayerConfiguration of(String work, long seed) {
    return switch (work) {
      case "mlp" ->
          network(
              seed, InputType.feedForward(784), dense(1024), dense(1024), dense(1024), output());
      case "lenet" ->
          network(
              seed,
              InputType.convolutional(28, 28, 1),
              convolution(32, 5, 0),
              pool(2, 2, 0),
              convolution(64, 5, 0),
              pool(2, 2, 0),
              dense(512),
              output());
      case "3c3d" ->
          network(
              seed,
              InputType.convolutional(32, 32, 3),
              convolution(64, 5, 0),
              pool(3, 2, 1),
              convolution(96, 3, 0),
              pool(3, 2, 1),
              convolution(128, 3, 1),
              pool(3, 2, 1),
              dense(512),
              dense(256),
              output());
      default -> throw new IllegalArgumentException("Invalid work (mlp, lenet or 3c3d): " + work);
    };
  }

  private static MultiLayerConfiguration network(long seed, InputType input, Layer... layers) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(new Adam(LEARNING_RATE))
        .weightInit(WeightInit.RELU) // He's, normal
        .list(layers)
        .setInputType(input)
        .build();
  }

  private static Layer dense(int units) {
    return new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build();
  }

  private static Layer convolution(int filters, int kernel, int padding) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(filters)
        .padding(padding, padding)
        .activation(Activation.RELU)
        .build();
  }

  private static Layer pool(int kernel, int stride, int padding) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(kernel, kernel)
        .stride(stride, stride)
        .padding(padding, padding)
        .build();
  }

  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
