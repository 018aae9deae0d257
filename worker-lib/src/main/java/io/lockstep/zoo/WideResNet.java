package io.lockstep.zoo;

import static io.lockstep.checks.Checks.check;

import io.lockstep.network.ModelBuilder;
import java.util.List;

/**
 * Wide residual networks, whose normalization and ReLU stand before each convolution: three stages
 * of n blocks with 16k, 32k and 64k filters, depth 6n + 4, width k. 2,748,890 trained parameters at
 * 16-4 for CIFAR-10.
 */
final class WideResNet implements ReferenceModel {
  private static final Parameter DEPTH = Parameter.one("depth", 16);
  private static final Parameter WIDTH = Parameter.one("width", 4);

  private final String name;

  WideResNet(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String source() {
    return "Zagoruyko and Komodakis 2016, arXiv 1605.07146, table 1, without dropout";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(DEPTH, WIDTH);
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    int depth = arguments.one(DEPTH.name());
    check(depth >= 10 && depth % 6 == 4, DEPTH.name(), "6n + 4, such as 10, 16, 28", depth);
    model.add(Layers.linear(16, 3, 1, 1));
    for (int stage = 0; stage < 3; stage++) {
      int filters = arguments.one(WIDTH.name()) * (16 << stage);
      widen(model, filters, stage == 0 ? 1 : 2);
      for (int block = 1; block < depth / 6; block++) {
        model.residual(body -> convolutions(activated(body), filters, 1), none -> {});
      }
    }
    activated(model).add(Layers.averageOfMaps());
  }

  /** The first block of a stage, whose shortcut reads what both branches have activated. */
  private static void widen(ModelBuilder model, int filters, int stride) {
    activated(model)
        .residual(
            body -> convolutions(body, filters, stride),
            shortcut -> shortcut.add(Layers.linear(filters, 1, stride, 0)));
  }

  private static void convolutions(ModelBuilder model, int filters, int stride) {
    activated(model.add(Layers.linear(filters, 3, stride, 1))).add(Layers.linear(filters, 3, 1, 1));
  }

  private static ModelBuilder activated(ModelBuilder model) {
    return model.add(Layers.batchNorm()).add(Layers.relu());
  }
}
