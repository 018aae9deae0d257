package io.lockstep.bench.peer;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every peer is told. */
final class PeerOptions {
  @Option(names = "--work", required = true)
  String work;

  @Option(names = "--data", required = true, description = "Folder with files in MNIST's format.")
  Path data;

  @Option(names = "--warm-up", defaultValue = "10", description = "Steps that do not count.")
  int warmUp;

  @Option(names = "--steps", defaultValue = "50", description = "Steps that count.")
  int steps;

  @Option(names = "--batch", defaultValue = "128", description = "Examples a worker and step.")
  int batch;

  @Option(names = "--workers", defaultValue = "2")
  int workers;

  @Option(names = "--seed", defaultValue = "42")
  long seed;
}
