package io.lockstep.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Models made and saved by DL4J itself. */
final class Dl4jModels {
  private Dl4jModels() {}

  /** Every layer that is read, on images of 2x8x8 with 3 classes. */
  static MultiLayerNetwork convolutions() {
    return network(
        InputType.convolutional(8, 8, 2),
        new ConvolutionLayer.Builder(3, 3)
            .nOut(4)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.RELU)
            .build(),
        new BatchNormalization.Builder().eps(1e-3).build(),
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX).kernelSize(2, 2).build(),
        new ConvolutionLayer.Builder(2, 3)
            .nOut(5)
            .padding(1, 0)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        new BatchNormalization.Builder().useLogStd(false).build(),
        new ActivationLayer(Activation.TANH),
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
            .kernelSize(2, 1)
            .stride(1, 1)
            .build(),
        new DropoutLayer.Builder(0.7).build(),
        new DenseLayer.Builder().nOut(6).dropOut(0.8).activation(Activation.LEAKYRELU).build(),
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build());
  }

  static MultiLayerNetwork pooled() {
    return network(
        InputType.convolutional(8, 8, 2),
        new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.GELU).build(),
        new GlobalPoolingLayer(PoolingType.AVG),
        new OutputLayer.Builder(LossFunction.MSE).nOut(2).activation(Activation.IDENTITY).build());
  }

  /** With statistics that are not those of the beginning. */
  static MultiLayerNetwork network(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(5).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerConfiguration configuration = list.setInputType(input).build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    network
        .paramTable()
        .forEach(
            (name, values) -> {
              INDArray noise = Nd4j.rand(values.shape()).muli(0.3);
              values.addi(noise);
            });
    return network;
  }

  /** A sum, a concatenation and dropout on a branch, with names that are none here. */
  static ComputationGraphConfiguration branches() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .graphBuilder()
        .addInputs("in")
        .addLayer(
            "0 first",
            new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .build(),
            "in")
        .addLayer(
            "branch",
            new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .dropOut(0.9)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .build(),
            "0 first")
        .addLayer("norm", new BatchNormalization(), "branch")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "0 first")
        .addVertex("both", new MergeVertex(), "sum", "branch")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build(),
            "both")
        .setOutputs("out")
        .setInputTypes(InputType.convolutional(8, 8, 2))
        .build();
  }

  static ComputationGraph graph() {
    ComputationGraph graph = new ComputationGraph(branches());
    graph.init();
    graph.paramTable().forEach((name, values) -> values.addi(Nd4j.rand(values.shape()).muli(0.3)));
    return graph;
  }

  /** As DL4J writes it. */
  static byte[] zip(Model network) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, out, true);
    return out.toByteArray();
  }
}
