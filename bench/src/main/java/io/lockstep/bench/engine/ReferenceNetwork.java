package io.lockstep.bench.engine;

import io.lockstep.data.Batch;
import io.lockstep.network.Engine;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The networks that the project is measured with, as their plans have them. */
enum ReferenceNetwork {
  MLP("mlp", "mnist-mlp.yaml", Shape.image(1, 28, 28)),
  LENET("lenet", "mnist-lenet.yaml", Shape.image(1, 28, 28)),
  CIFAR_3C3D("3c3d", "cifar10-3c3d.yaml", Shape.image(3, 32, 32)),
  CIFAR_RESNET_20("resnet-20", "cifar10-resnet20.yaml", Shape.image(3, 32, 32));

  private static final int CLASSES = 10;
  private static final Seed SEED = new Seed(1);

  private final String label;
  private final String plan;
  private final Shape input;

  ReferenceNetwork(String label, String plan, Shape input) {
    this.label = label;
    this.plan = plan;
    this.input = input;
  }

  static ReferenceNetwork named(String label) {
    return Arrays.stream(values())
        .filter(network -> network.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid network (mlp, lenet, 3c3d or resnet-20): " + label));
  }

  /**
   * @param root of the repository, whose folder conf has the plans
   */
  NetworkSpec spec(Path root) throws IOException {
    try (InputStream in = Files.newInputStream(root.resolve("conf").resolve(plan))) {
      TrainingPlan parsed = PlanParser.forFiles().parse(plan, in, List.of());
      return NetworkSpec.infer(parsed.model(), input, CLASSES, Loss.CROSS_ENTROPY);
    }
  }

  /** Over vectors of its own, with initial parameters. */
  static Network bind(Engine engine, NetworkSpec spec, int rows) {
    FlatVector parameters = FlatVector.allocate(spec.layout().length());
    Initializer.initialize(spec, SEED, parameters);
    FlatVector gradient = FlatVector.allocate(parameters.length());
    return engine.bind(spec, parameters, gradient, rows, SEED);
  }

  /** Random features in (-1, 1) and random classes: the time of a step does not depend on them. */
  static Batch batch(NetworkSpec spec, int rows) {
    Batch batch = new Batch(rows, spec.input().elements(), spec.outputs());
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < batch.features().length(); i++) {
      batch.features().set(i, (float) (2 * random.nextDouble() - 1));
    }
    for (int row = 0; row < rows; row++) {
      batch.targets().set(row * spec.outputs() + random.nextInt(spec.outputs()), 1f);
    }
    batch.rows(rows);
    return batch;
  }

  @Override
  public String toString() {
    return label;
  }
}
