package io.lockstep.driver.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the files of the repository are, seen from a test. */
final class Repository {
  private static final Path ROOT = findRoot();

  private Repository() {}

  static Path root() {
    return ROOT;
  }

  /** A file by its path from the root: {@code "conf/digits.yaml"}. */
  static Path file(String path) {
    return ROOT.resolve(path);
  }

  /** The Spark that the build assembled. */
  static Path spark() {
    return file("spark-home/target/spark");
  }

  /** The jar for spark-submit. */
  static Path applicationJar() {
    try (Stream<Path> files = Files.list(file("driver/target"))) {
      return files
          .filter(path -> path.getFileName().toString().matches("lockstep-\\d.*\\.jar"))
          .max((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "Cannot find driver/target/lockstep-*.jar: run mvn package first."));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot list driver/target: " + e, e);
    }
  }

  /** Maven says it; an IDE starts tests in the module. */
  private static Path findRoot() {
    String given = System.getProperty("lockstep.root");
    Path path = given == null ? Path.of("").toAbsolutePath() : Path.of(given);
    while (path != null && !Files.isDirectory(path.resolve(".mvn"))) {
      path = path.getParent();
    }
    if (path == null) {
      throw new IllegalStateException(
          "Cannot find the root of the repository (a folder with .mvn) above "
              + Path.of("").toAbsolutePath());
    }
    return path;
  }
}
