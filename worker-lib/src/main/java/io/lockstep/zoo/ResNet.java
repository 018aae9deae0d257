package io.lockstep.zoo;

import static io.lockstep.checks.Checks.check;

import io.lockstep.network.ModelBuilder;
import java.util.List;

/**
 * Residual networks for small images: a convolution, then three stages of n blocks with 16, 32 and
 * 64 filters, of two convolutions each; depth 6n + 2. 272,474 trained parameters at depth 20 for
 * CIFAR-10. Where a stage halves the image, the shortcut is a projection (the paper's option B,
 * 2,752 parameters more than its option A).
 */
final class ResNet implements ReferenceModel {
  private static final Parameter DEPTH = Parameter.one("depth", 20);

  private final String name;

  ResNet(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String source() {
    return "He et al. 2016, arXiv 1512.03385, section 4.2, with projections (option B)";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(DEPTH);
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    int depth = arguments.one(DEPTH.name());
    check(depth >= 8 && depth % 6 == 2, DEPTH.name(), "6n + 2, such as 20, 32, 44", depth);
    convolution(model, 16, 3, 1);
    model.add(Layers.relu());
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < depth / 6; block++) {
        block(model, 16 << stage, stage > 0 && block == 0 ? 2 : 1);
      }
    }
    model.add(Layers.averageOfMaps());
  }

  private static void block(ModelBuilder model, int filters, int stride) {
    model.residual(
        body -> {
          convolution(body, filters, 3, stride);
          body.add(Layers.relu());
          convolution(body, filters, 3, 1);
        },
        shortcut -> {
          if (stride > 1) {
            convolution(shortcut, filters, 1, stride);
          }
        });
    model.add(Layers.relu());
  }

  private static void convolution(ModelBuilder model, int filters, int kernel, int stride) {
    model.add(Layers.linear(filters, kernel, stride, kernel / 2)).add(Layers.batchNorm());
  }
}
