package io.lockstep.bench.side;

/**
 * What all sides do: one network on one set of data, trained by Adam (0.001) with cross entropy,
 * two workers of one thread, 128 examples a worker and step.
 */
public enum Work {
  /** 784-1024-1024-1024-10 on MNIST, 2,913,290 parameters: bound by communication. */
  MLP("mlp", "conf/mnist-mlp.yaml", DataSource.MNIST, 200),
  /** Two convolutional and two dense layers on MNIST, 582,026 parameters. */
  LENET("lenet", "conf/mnist-lenet.yaml", DataSource.MNIST, 120),
  /** DeepOBS's cifar10_3c3d on 3x32x32, 895,210 parameters: bound by convolution. */
  CIFAR_3C3D("3c3d", "conf/cifar10-3c3d.yaml", DataSource.CIFAR10, 60);

  static final int WORKERS = 2;
  static final int BATCH_PER_WORKER = 128;

  /** That no side counts: loading, compiling and warming up. */
  static final int WARM_UP_STEPS = 10;

  private final String label;
  private final String plan;
  private final DataSource data;
  private final int steps;

  Work(String label, String plan, DataSource data, int steps) {
    this.label = label;
    this.plan = plan;
    this.data = data;
    this.steps = steps;
  }

  /** As the command line and the tables call it. */
  @Override
  public String toString() {
    return label;
  }

  /** By its path from the repository's root. */
  String plan() {
    return plan;
  }

  DataSource data() {
    return data;
  }

  /** How many are timed unless somebody wants others, the first 10 not counted. */
  int steps() {
    return steps;
  }
}
