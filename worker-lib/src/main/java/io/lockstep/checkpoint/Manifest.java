package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.Progress;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint says about itself, without its vectors.
 *
 * @param progress where the run was
 * @param optimizer names of its state
 * @param compression names of its vectors; without compression there are none
 * @param compressionNumbers of its state by name
 * @param run everything else
 * @param files of which it consists, besides the manifest
 */
public record Manifest(
    Progress progress,
    List<String> optimizer,
    List<String> compression,
    Map<String, Double> compressionNumbers,
    RunState run,
    List<StoredFile> files) {
  public Manifest {
    present(progress, "progress");
    optimizer = List.copyOf(optimizer);
    compression = List.copyOf(compression);
    compressionNumbers = Map.copyOf(compressionNumbers);
    present(run, "run");
    files = List.copyOf(files);
  }
}
