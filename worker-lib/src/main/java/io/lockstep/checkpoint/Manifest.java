package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.Progress;
import java.util.List;

/**
 * What a checkpoint says about itself, without its vectors.
 *
 * @param progress where the run was
 * @param optimizer names of its state
 * @param run everything else
 * @param files of which it consists, besides the manifest
 */
public record Manifest(
    Progress progress, List<String> optimizer, RunState run, List<StoredFile> files) {
  public Manifest {
    present(progress, "progress");
    optimizer = List.copyOf(optimizer);
    present(run, "run");
    files = List.copyOf(files);
  }
}
