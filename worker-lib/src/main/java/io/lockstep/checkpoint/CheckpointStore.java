package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.storage.Storage;
import io.lockstep.synchronization.CompressionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: folders {@code checkpoints/step-0000000123} of {@code
 * parameters.safetensors}, {@code optimizer.safetensors} and {@code manifest.json}, which is
 * written last and without which nothing counts. Used by one thread of one process.
 *
 * <p>Every failure is a {@link LockstepException}: {@link ExitCode#DATA} for a damaged file, {@link
 * ExitCode#USAGE} for a sound one of another model or version, {@link ExitCode#TEMPORARY} if the
 * storage failed.
 */
public final class CheckpointStore {
  static final String FOLDER = "checkpoints";
  static final String MANIFEST = "manifest.json";

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String PARAMETERS = "parameters.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String COMPRESSION = "compression.safetensors";

  private final Storage storage;
  private final Retention retention;
  private final Consumer<String> warnings;

  /**
   * @param storage of the run's output
   * @param keep how many of the last ones stay; the best one stays besides
   */
  public CheckpointStore(Storage storage, int keep) {
    this(storage, keep, LOG::warn);
  }

  CheckpointStore(Storage storage, int keep, Consumer<String> warnings) {
    this.storage = present(storage, "storage");
    this.retention = new Retention(storage, atLeast(keep, 1, "keep"), warnings);
    this.warnings = warnings;
  }

  /** The name of the checkpoint after a step. */
  public static String name(long step) {
    return String.format(Locale.ROOT, "step-%010d", atLeast(step, 0, "step"));
  }

  /**
   * Writes a checkpoint, then deletes those that need not stay. A process that dies on the way
   * leaves the ones before whole. A checkpoint of the same step is replaced.
   *
   * @return its name
   */
  public String save(TrainingState state) {
    String name = name(state.progress().step());
    DigestedFiles files = files(name);
    Manifest manifest =
        new Manifest(
            state.progress(),
            List.copyOf(state.optimizer().keySet()),
            List.copyOf(state.compression().vectors().keySet()),
            state.compression().numbers(),
            state.run(),
            write(state, files));
    files.writePlain(MANIFEST, out -> out.write(ManifestJson.write(manifest)));
    retention.apply(state.progress().step(), state.run().best());
    return name;
  }

  private static List<StoredFile> write(TrainingState state, DigestedFiles files) {
    ParameterLayout layout = state.layout();
    List<StoredFile> written = new ArrayList<>();
    written.add(
        files.write(
            PARAMETERS, out -> Safetensors.write(out, layout, Map.of("", state.parameters()))));
    written.add(files.write(OPTIMIZER, out -> Safetensors.write(out, layout, state.optimizer())));
    Map<String, FlatVector> own = state.compression().vectors();
    if (!own.isEmpty()) {
      written.add(files.write(COMPRESSION, out -> Safetensors.write(out, layout, own)));
    }
    return written;
  }

  /**
   * The name of the newest checkpoint whose files are all as they were written; damaged ones are
   * passed over with a warning. Empty if there is none at all.
   *
   * @throws LockstepException if there are some and all are damaged, naming what is wrong with each
   */
  public Optional<String> latest() {
    List<String> damages = new ArrayList<>();
    for (long step : retention.complete()) {
      try {
        verify(name(step));
        return Optional.of(name(step));
      } catch (LockstepException e) {
        if (e.exitCode() != ExitCode.DATA) {
          throw e;
        }
        warnings.accept("Checkpoint " + name(step) + " is passed over. " + e.getMessage());
        damages.add(e.getMessage());
      }
    }
    if (damages.isEmpty()) {
      return Optional.empty();
    }
    throw new LockstepException(
        ExitCode.DATA,
        "Cannot resume from "
            + storage.location()
            + "/"
            + FOLDER
            + ": no checkpoint is whole; "
            + String.join("; ", damages));
  }

  /** What a checkpoint says about itself. */
  public Manifest manifest(String name) {
    DigestedFiles files = files(name);
    Manifest manifest = files.readPlain(MANIFEST, (in, bytes, file) -> ManifestJson.read(in, file));
    if (!name(manifest.progress().step()).equals(name)) {
      throw Failures.damaged(files.whole(MANIFEST), "it is of step " + manifest.progress().step());
    }
    return manifest;
  }

  /**
   * Reads a checkpoint and compares every digest.
   *
   * @param layout that the network has
   * @param optimizer names of the state that the optimizer has
   */
  public TrainingState load(String name, ParameterLayout layout, Collection<String> optimizer) {
    Manifest manifest = manifest(name);
    DigestedFiles files = files(name);
    if (!List.copyOf(optimizer).equals(manifest.optimizer())) {
      throw Failures.mismatch(
          files.whole(OPTIMIZER),
          "it holds the optimizer state "
              + manifest.optimizer()
              + ", the plan's optimizer has "
              + List.copyOf(optimizer));
    }
    return new TrainingState(
        manifest.progress(),
        layout,
        read(PARAMETERS, manifest, files, layout, List.of("")).get(""),
        read(OPTIMIZER, manifest, files, layout, optimizer),
        new CompressionState(
            manifest.compression().isEmpty()
                ? Map.of()
                : read(COMPRESSION, manifest, files, layout, manifest.compression()),
            manifest.compressionNumbers()),
        manifest.run());
  }

  private static Map<String, FlatVector> read(
      String vectors,
      Manifest manifest,
      DigestedFiles files,
      ParameterLayout layout,
      Collection<String> names) {
    return files.read(
        file(manifest, vectors, files),
        (in, bytes, file) -> Safetensors.read(in, bytes, file, layout, names));
  }

  private void verify(String name) {
    Manifest manifest = manifest(name);
    DigestedFiles files = files(name);
    files.verify(file(manifest, PARAMETERS, files));
    files.verify(file(manifest, OPTIMIZER, files));
    if (!manifest.compression().isEmpty()) {
      files.verify(file(manifest, COMPRESSION, files));
    }
  }

  private static StoredFile file(Manifest manifest, String name, DigestedFiles files) {
    return manifest.files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Failures.damaged(files.whole(MANIFEST), "it names no " + name));
  }

  private DigestedFiles files(String name) {
    return new DigestedFiles(storage, FOLDER + "/" + name);
  }
}
