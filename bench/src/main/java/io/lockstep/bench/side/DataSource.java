package io.lockstep.bench.side;

/** Which public data a work reads. */
enum DataSource {
  MNIST,
  CIFAR10
}
