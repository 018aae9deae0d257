package io.lockstep.zoo;

import io.lockstep.network.ModelBuilder;
import java.util.List;

/** DeepOBS's 3c3d: three convolutional and three dense layers; 895,210 parameters for CIFAR-10. */
final class ThreeConvolutions implements ReferenceModel {
  @Override
  public String name() {
    return "3c3d";
  }

  @Override
  public String source() {
    return "Schneider et al. 2019 (DeepOBS), arXiv 1903.05499: 3c3d";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    model
        .add(Layers.conv(64, 5, 1, 0))
        .add(Layers.maxPool(3, 2, 1))
        .add(Layers.conv(96, 3, 1, 0))
        .add(Layers.maxPool(3, 2, 1))
        .add(Layers.conv(128, 3, 1, 1))
        .add(Layers.maxPool(3, 2, 1))
        .add(Layers.dense(512))
        .add(Layers.dense(256));
  }
}
