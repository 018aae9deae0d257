package io.lockstep.network;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.Optional;

/**
 * Where a model's layers come from, and for some forms its first parameters.
 *
 * @param location a path or URI; for a class its name
 * @param sha256 of the file (of what a class gave, for classes): it must still have it
 */
public record ModelSource(Form form, String location, Optional<String> sha256) {
  /** The plan's key for it is its word. */
  public enum Form {
    /** A saved model: a run's folder, its {@code model} folder, or a file of the other forms. */
    START_FROM,
    /** A DL4J configuration in JSON: layers alone. */
    DL4J,
    /** A DL4J model file: layers and parameters. */
    DL4J_ZIP,
    /** A whole model that Keras saved as HDF5: layers and parameters. */
    KERAS,
    /** A class that implements {@link ModelFactory}: layers alone. */
    CLASS;

    /** Whether there are parameters to begin with. */
    public boolean hasParameters() {
      return this == START_FROM || this == DL4J_ZIP || this == KERAS;
    }
  }

  public ModelSource {
    present(form, "form");
    check(!location.isBlank(), "location", "not empty", location);
    sha256.ifPresent(
        hex -> check(hex.matches("[0-9a-f]{64}"), "sha256", "64 hexadecimal digits", hex));
  }

  /** The same, held to what was found. */
  public ModelSource withSha256(String hex) {
    return new ModelSource(form, location, Optional.of(hex));
  }
}
