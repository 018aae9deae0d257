package io.lockstep.driver.training;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.TrainingState;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.NetworkSpec;
import io.lockstep.plan.PlanDifference;
import io.lockstep.plan.PlanParser;
import io.lockstep.plan.TrainingPlan;
import io.lockstep.progress.RunLength;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a resume goes on from; refuses another plan and other data. */
final class Resumption {
  private Resumption() {}

  /** Fails if the plan of the run in a folder differs in what a resume may not change. */
  static void checkPlan(Storage storage, TrainingPlan now) throws IOException {
    TrainingPlan then;
    try (InputStream in = storage.read(RunFolder.PLAN)) {
      then = PlanParser.forFrame().parse(storage.location() + "/" + RunFolder.PLAN, in, List.of());
    }
    List<PlanDifference> differences = PlanDifference.between(then, now);
    if (!differences.isEmpty()) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot resume "
              + storage.location()
              + " with another plan: "
              + differences.stream().map(PlanDifference::toString).collect(Collectors.joining("; "))
              + ". A resume may change output, deadlines and the number of workers only; give back the old values, or"
              + " begin a new run with another --output.");
    }
  }

  /** The newest whole checkpoint; empty if the run had not come to one. */
  static Optional<TrainingState> latest(
      Storage storage,
      TrainingPlan plan,
      NetworkSpec network,
      RunLength length,
      String fingerprint) {
    CheckpointStore store = new CheckpointStore(storage, plan.output().keepCheckpoints());
    Optional<String> latest = store.latest();
    if (latest.isEmpty()) {
      return Optional.empty();
    }
    String then = store.manifest(latest.get()).run().dataFingerprint();
    if (!then.equals(fingerprint)) {
      throw new LockstepException(
          ExitCode.DATA,
          "Cannot resume "
              + storage.location()
              + ": the data have changed since (fingerprint "
              + then
              + " then, "
              + fingerprint
              + " now). Give back the same data, or begin a new run with another --output.");
    }
    return Optional.of(
        store.load(
            latest.get(), network.trained(), TrainingState.names(plan, network.trained(), length)));
  }
}
