package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.storage.HadoopStorage;
import io.lockstep.driver.storage.Locations;
import io.lockstep.imports.Dl4jConfiguration;
import io.lockstep.imports.Dl4jZip;
import io.lockstep.imports.KerasH5;
import io.lockstep.network.ModelSpec;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Files of other libraries' models, read once, with the SHA-256 of what was read. */
final class ForeignModels {
  private final Configuration hadoop;

  ForeignModels(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /** Reads a file's content, not always to its end. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(InputStream in, long bytes) throws IOException;
  }

  private record Digested<T>(T value, String sha256) {}

  /** Layers out of a DL4J configuration. */
  StartModel dl4j(String location) {
    Digested<ModelSpec> read = read(location, (in, bytes) -> Dl4jConfiguration.read(in, location));
    return new StartModel(read.value(), read.sha256(), Optional.empty());
  }

  /** Layers and parameters out of a DL4J model file. */
  StartModel dl4jZip(String location) {
    Digested<Dl4jZip> read = read(location, (in, bytes) -> Dl4jZip.read(in, bytes, location));
    return new StartModel(
        read.value().model(), read.sha256(), Optional.of(read.value().parameters()));
  }

  /** Layers and parameters out of a model that Keras saved as HDF5. */
  StartModel keras(String location) {
    Digested<KerasH5> read = read(location, (in, bytes) -> KerasH5.read(in, bytes, location));
    return new StartModel(
        read.value().model(), read.sha256(), Optional.of(read.value().parameters()));
  }

  private <T> Digested<T> read(String location, Reading<T> reading) {
    try {
      Storage folder = HadoopStorage.open(Locations.folder(location), hadoop);
      String name = Locations.name(location);
      long bytes = folder.size(name);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(folder.read(name), digest)) {
        T value = reading.read(in, bytes);
        in.transferTo(OutputStream.nullOutputStream());
        return new Digested<>(value, HexFormat.of().formatHex(digest.digest()));
      }
    } catch (NoSuchFileException e) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use the model "
              + location
              + ": there is no such file. Relative locations start at --data DIR, else at the plan's"
              + " folder.",
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new LockstepException(
          ExitCode.USAGE, "Cannot use the model " + location + ": " + e.getMessage() + ".", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot find SHA-256, which every JDK has", e);
    }
  }
}
