package io.lockstep.driver.training;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.ModelFactory;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A model as a user might write one: a layer of a quarter of the features. */
public final class TestingModel implements ModelFactory {
  @Override
  public ModelSpec model(Shape input) {
    return new ModelSpec(
        List.of(
            new LayerSpec.Dense(
                input.elements() / 4, Activation.RELU, Initialization.HE, Bias.AUTO),
            new LayerSpec.Output(OptionalInt.empty(), Optional.empty(), Initialization.LECUN)));
  }

  /** One that fails. */
  public static final class Failing implements ModelFactory {
    @Override
    public ModelSpec model(Shape input) {
      throw new IllegalStateException("no model today");
    }
  }
}
