package io.lockstep.imports;

import static io.lockstep.checks.Checks.check;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.StartParameters;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A model file of DL4J's ModelSerializer: its configuration and parameters. What else it may have
 * (the updater's state, a normalizer) is passed over unread, and an entry that DL4J does not write
 * is refused.
 *
 * @param parameters in our layout
 */
public record Dl4jZip(ModelSpec model, StartParameters parameters) {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final Set<String> PASSED_OVER =
      Set.of("updaterState.bin", "updater.bin", "normalizer.bin", "preprocessor.bin");

  /** More than float32 parameters or JSON can be compressed by in earnest. */
  private static final long MAX_RATIO = 200;

  private static final long FREE = 1 << 20;

  /**
   * Reads a file, entry by entry.
   *
   * @param in stays open; not always read to its end
   * @param bytes size of the file
   * @param where the file, for messages
   * @throws LockstepException (data or usage) naming what is damaged, foreign, or not to be done
   *     alike
   */
  public static Dl4jZip read(InputStream in, long bytes, String where) throws IOException {
    check(bytes >= 0, "bytes", "at least 0", bytes);
    Optional<ImportedModel> configuration = Optional.empty();
    Optional<FlatVector> coefficients = Optional.empty();
    ZipInputStream zip = new ZipInputStream(in);
    Inflated inflated = new Inflated(zip, MAX_RATIO * bytes + FREE, where);
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (name.equals(CONFIGURATION) && configuration.isEmpty()) {
          configuration = Optional.of(Dl4jConfiguration.parse(inflated, where));
        } else if (name.equals(COEFFICIENTS)
            && coefficients.isEmpty()
            && configuration.isPresent()) {
          int length = configuration.get().layout().length();
          coefficients = Optional.of(Nd4jArray.read(inflated, length, where));
        } else if (PASSED_OVER.contains(name)) {
          inflated.skipEntry();
        } else {
          throw refused(where, unexpected(name));
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw refused(where, "it is a damaged zip file (" + e.getMessage() + ")");
    } catch (java.io.EOFException e) {
      throw refused(where, "it ends too early");
    }
    return of(
        configuration.orElseThrow(() -> refused(where, "it has no " + CONFIGURATION)),
        coefficients.orElseThrow(() -> refused(where, "it has no " + COEFFICIENTS)),
        where);
  }

  private static Dl4jZip of(ImportedModel imported, FlatVector coefficients, String where) {
    for (Piece piece : imported.layout().pieces()) {
      if (imported.logarithmic().contains(piece.name())) {
        for (int i = piece.slice().from(); i < piece.slice().to(); i++) {
          coefficients.set(i, (float) Math.pow(10, 2.0 * coefficients.get(i)));
        }
      }
    }
    for (int i = 0; i < coefficients.length(); i++) {
      if (!Float.isFinite(coefficients.get(i))) {
        throw refused(where, "its parameter " + i + " is " + coefficients.get(i));
      }
    }
    return new Dl4jZip(
        imported.model(), new StartParameters(where, imported.layout(), coefficients));
  }

  private static String unexpected(String name) {
    return List.of(CONFIGURATION, COEFFICIENTS).contains(name)
        ? "its entry " + name + " comes twice, or before " + CONFIGURATION
        : "it has the entry '"
            + name.substring(0, Math.min(name.length(), 60)).replaceAll("\\p{Cntrl}", "?")
            + "', which is none of a DL4J model's";
  }

  private static LockstepException refused(String where, String why) {
    return new LockstepException(ExitCode.DATA, "Cannot use the model " + where + ": " + why + ".");
  }

  /** Counts what comes out of a zip file: a small file that holds much is a bomb. */
  private static final class Inflated extends FilterInputStream {
    private final String where;
    private long left;

    Inflated(InputStream in, long limit, String where) {
      super(in);
      this.left = limit;
      this.where = where;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) {
      left -= read;
      if (left < 0) {
        throw refused(where, "it holds more than " + MAX_RATIO + " times its own size");
      }
    }

    /** To the end of the entry at hand. */
    void skipEntry() throws IOException {
      transferTo(java.io.OutputStream.nullOutputStream());
    }
  }
}
