package io.lockstep.plan;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.progress.Span;

/**
 * What a run leaves.
 *
 * @param checkpointEvery between checkpoints, rounded up to an agreement; also at the end and at a
 *     stop
 * @param keepCheckpoints how many of the last ones stay; the best one stays besides
 * @param visibility who sees a local output folder
 */
public record OutputSpec(Span checkpointEvery, int keepCheckpoints, Visibility visibility) {
  /** Who sees an output folder on a local disk. */
  public enum Visibility {
    /** The host that it is on. */
    HOST,
    /** All hosts of the cluster: it is mounted everywhere at the same path. */
    SHARED
  }

  public OutputSpec {
    present(checkpointEvery, "checkpoint-every");
    check(checkpointEvery.amount() > 0, "checkpoint-every", "at least 1ep or 1st", checkpointEvery);
    atLeast(keepCheckpoints, 1, "keep-checkpoints");
    present(visibility, "visibility");
  }
}
