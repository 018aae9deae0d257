package io.lockstep.zoo;

import java.util.List;
import java.util.Optional;

/** All reference models. */
public final class Zoo {
  private static final List<ReferenceModel> MODELS =
      List.of(
          new Mlp(),
          new LeNet(),
          new TwoConvolutions(),
          new ThreeConvolutions(),
          new AllCnn(),
          new ResNet("resnet"),
          new ResNet("resnet-20"),
          new WideResNet("wide-resnet"),
          new WideResNet("wide-resnet-16-4"),
          new CharRnn(),
          new Vae());

  private Zoo() {}

  public static List<ReferenceModel> models() {
    return MODELS;
  }

  public static Optional<ReferenceModel> named(String name) {
    return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
  }
}
