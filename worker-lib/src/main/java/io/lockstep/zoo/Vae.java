package io.lockstep.zoo;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.ModelBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A variational autoencoder of dense layers, 784-500-8-500-784 for MNIST (797,800 parameters): the
 * decoder has the encoder's layers in reverse. DeepOBS's is convolutional, with transposed
 * convolutions in its decoder; the size of its code is this one's.
 */
final class Vae implements ReferenceModel {
  private static final Parameter UNITS = Parameter.several("units", 500);
  private static final Parameter CODE = Parameter.one("latent", 8);

  @Override
  public String name() {
    return "vae";
  }

  @Override
  public String source() {
    return "Kingma and Welling 2014, arXiv 1312.6114, section 5, with ReLU and DeepOBS's code";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(UNITS, CODE);
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    List<Integer> encoder = arguments.several(UNITS.name());
    List<Integer> decoder = new ArrayList<>(encoder);
    Collections.reverse(decoder);
    encoder.forEach(units -> model.add(Layers.dense(units)));
    model.add(new LayerSpec.Latent(arguments.one(CODE.name()), 1, Initialization.LECUN));
    decoder.forEach(units -> model.add(Layers.dense(units)));
  }
}
