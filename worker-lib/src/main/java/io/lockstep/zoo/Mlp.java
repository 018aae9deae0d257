package io.lockstep.zoo;

import io.lockstep.network.ModelBuilder;
import java.util.List;

/** A multilayer perceptron; 1,336,610 parameters for MNIST. */
final class Mlp implements ReferenceModel {
  private static final Parameter UNITS = Parameter.several("units", 1_000, 500, 100);

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public String source() {
    return "Schneider et al. 2019 (DeepOBS), arXiv 1903.05499: mlp";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(UNITS);
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    arguments.several(UNITS.name()).forEach(units -> model.add(Layers.dense(units)));
  }
}
