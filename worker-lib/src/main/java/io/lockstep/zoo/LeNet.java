package io.lockstep.zoo;

import io.lockstep.network.ModelBuilder;
import java.util.List;

/** LeNet-5; 61,706 parameters for MNIST. */
final class LeNet implements ReferenceModel {
  @Override
  public String name() {
    return "lenet";
  }

  @Override
  public String source() {
    return "LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition: LeNet-5,"
        + " with ReLU, max pooling and full connections";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    model
        .add(Layers.conv(6, 5, 1, 2))
        .add(Layers.maxPool(2, 2, 0))
        .add(Layers.conv(16, 5, 1, 0))
        .add(Layers.maxPool(2, 2, 0))
        .add(Layers.dense(120))
        .add(Layers.dense(84));
  }
}
