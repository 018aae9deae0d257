package io.lockstep.bench.side;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the public data are: MNIST's four files in {@code mnist/}; CIFAR-10 as {@code
 * cifar10/train/<class>/*.jpg}, or packed as {@code cifar10-jpeg/train.tar.gz}.
 *
 * @param folder with these
 * @param prepared for what is unpacked or decoded; kept from run to run
 */
public record BenchData(Path folder, Path prepared) {
  private static final String MNIST_IMAGES = "train-images-idx3-ubyte.gz";
  private static final Duration UNPACKING = Duration.ofMinutes(5);

  /** Why the data cannot be had, as a sentence. */
  Optional<String> absence(DataSource source) {
    boolean there =
        switch (source) {
          case MNIST -> Files.isRegularFile(folder.resolve("mnist").resolve(MNIST_IMAGES));
          case CIFAR10 -> Files.isDirectory(pictures()) || Files.isRegularFile(archive());
        };
    return there
        ? Optional.empty()
        : Optional.of("No " + source + " in " + folder + ": --data DIR says where it is.");
  }

  /** The folder in which the product's plan finds its data. */
  Path forPlan(DataSource source) throws InterruptedException {
    return switch (source) {
      case MNIST -> folder.resolve("mnist");
      case CIFAR10 -> Files.isDirectory(pictures()) ? pictures().getParent() : unpacked();
    };
  }

  /** A folder with the same training pictures in MNIST's format, for peers that read no JPEG. */
  Path asIdx(DataSource source) throws InterruptedException {
    if (source == DataSource.MNIST) {
      return forPlan(source);
    }
    Path idx = prepared.resolve("cifar10-idx");
    if (!Files.isDirectory(idx)) {
      makeWhole(idx, part -> PictureFiles.toIdx(forPlan(source).resolve("train"), part));
    }
    return idx;
  }

  private Path pictures() {
    return folder.resolve("cifar10/train");
  }

  private Path archive() {
    return folder.resolve("cifar10-jpeg/train.tar.gz");
  }

  private Path unpacked() throws InterruptedException {
    Path target = prepared.resolve("cifar10");
    if (!Files.isDirectory(target)) {
      makeWhole(
          target,
          part ->
              new Command(
                      List.of("tar", "-xzf", archive().toString(), "-C", part.toString()),
                      Map.of(),
                      UNPACKING)
                  .run(prepared.resolve("unpacking")));
    }
    return target;
  }

  /**
   * Made under another name first, so that what an interrupted run left is never taken for whole.
   */
  private void makeWhole(Path target, Making making) throws InterruptedException {
    try {
      Path part = target.resolveSibling(target.getFileName() + ".part");
      delete(part);
      Files.createDirectories(part);
      making.into(part);
      Files.move(part, target);
    } catch (IOException e) {
      throw new LockstepException(
          ExitCode.DATA, "Cannot prepare " + target + ": " + e.getMessage(), e);
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private interface Making {
    void into(Path folder) throws IOException, InterruptedException;
  }
}
