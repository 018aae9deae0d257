package io.lockstep.plan;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.progress.Span;
import java.util.Optional;

/**
 * How long and in what portions to train.
 *
 * @param length of the run: the plan's {@code training.epochs} or {@code training.steps}
 * @param globalBatch examples of one step over all workers
 * @param evaluateEvery between validations, rounded up to an agreement; also at the end
 * @param earlyStopping ends the run when the validation data get no better
 */
public record TrainingSpec(
    Span length, int globalBatch, Span evaluateEvery, Optional<EarlyStoppingSpec> earlyStopping) {

  /** To the end of its length. */
  public TrainingSpec(Span length, int globalBatch, Span evaluateEvery) {
    this(length, globalBatch, evaluateEvery, Optional.empty());
  }

  public TrainingSpec {
    present(length, "length");
    check(length.amount() > 0, "epochs or steps", "at least 1", length);
    atLeast(globalBatch, 1, "global-batch");
    present(evaluateEvery, "evaluate-every");
    check(evaluateEvery.amount() > 0, "evaluate-every", "at least 1ep or 1st", evaluateEvery);
    present(earlyStopping, "early-stopping");
  }
}
