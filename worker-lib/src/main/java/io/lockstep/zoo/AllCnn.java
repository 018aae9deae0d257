package io.lockstep.zoo;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.ModelBuilder;
import java.util.List;

/**
 * All-CNN-C; 1,369,738 parameters for CIFAR-10, 1,387,108 for CIFAR-100. Its last layer, a
 * convolution of kernel 1 before the average over positions, is the output layer after that
 * average: both are linear, so that the function and its parameters are the same.
 */
final class AllCnn implements ReferenceModel {
  @Override
  public String name() {
    return "all-cnn-c";
  }

  @Override
  public String source() {
    return "Springenberg et al. 2015, arXiv 1412.6806, table 1: All-CNN-C, without ReLU in its last"
        + " layer, as DeepOBS has it";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    model
        .add(new LayerSpec.Dropout(0.2))
        .add(Layers.conv(96, 3, 1, 1))
        .add(Layers.conv(96, 3, 1, 1))
        .add(Layers.conv(96, 3, 2, 1))
        .add(new LayerSpec.Dropout(0.5))
        .add(Layers.conv(192, 3, 1, 1))
        .add(Layers.conv(192, 3, 1, 1))
        .add(Layers.conv(192, 3, 2, 1))
        .add(new LayerSpec.Dropout(0.5))
        .add(Layers.conv(192, 3, 1, 0))
        .add(Layers.conv(192, 1, 1, 0))
        .add(Layers.averageOfMaps());
  }
}
