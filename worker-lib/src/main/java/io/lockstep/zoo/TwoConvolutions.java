package io.lockstep.zoo;

import io.lockstep.network.ModelBuilder;
import java.util.List;

/** DeepOBS's 2c2d: two convolutional and two dense layers; 3,274,634 parameters for MNIST. */
final class TwoConvolutions implements ReferenceModel {
  @Override
  public String name() {
    return "2c2d";
  }

  @Override
  public String source() {
    return "Schneider et al. 2019 (DeepOBS), arXiv 1903.05499: 2c2d";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    model
        .add(Layers.conv(32, 5, 1, 2))
        .add(Layers.maxPool(2, 2, 0))
        .add(Layers.conv(64, 5, 1, 2))
        .add(Layers.maxPool(2, 2, 0))
        .add(Layers.dense(1_024));
  }
}
