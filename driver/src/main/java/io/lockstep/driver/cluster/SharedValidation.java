package io.lockstep.driver.cluster;

import io.lockstep.checkpoint.BestSoFar;
import io.lockstep.collective.Collective;
import io.lockstep.collective.Rows;
import io.lockstep.data.Batch;
import io.lockstep.data.Dataset;
import io.lockstep.decision.Monitor;
import io.lockstep.evaluation.Best;
import io.lockstep.evaluation.EvaluationResult;
import io.lockstep.evaluation.Evaluator;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.worker.Validation;
import java.util.Optional;

/**
 * Evaluates on the validation examples of all workers: each its own, merged in the order of ranks.
 */
final class SharedValidation implements Validation {
  private static final int ROWS = StageDescription.EVALUATION_ROWS;

  private final Collective collective;
  private final Dataset examples;
  private final long globalExamples;
  private final Optional<Monitor> monitor;
  private final Batch batch;
  private Optional<Best> best;

  /**
   * @param globalExamples validation examples of all workers
   * @param monitor what is best; empty: as usual for the task
   * @param best so far
   */
  SharedValidation(
      Collective collective,
      Dataset examples,
      long globalExamples,
      NetworkSpec network,
      Optional<Monitor> monitor,
      Optional<BestSoFar> best) {
    this.collective = collective;
    this.examples = examples;
    this.globalExamples = globalExamples;
    this.monitor = monitor;
    this.batch = new Batch(ROWS, network.input().elements(), network.outputs());
    this.best = best.map(b -> new Best(b.metric(), b.value(), b.loss(), b.step()));
  }

  /** The best evaluation so far. */
  Optional<BestSoFar> best() {
    return best.map(b -> new BestSoFar(b.metric(), b.value(), b.loss(), b.step()));
  }

  @Override
  public Outcome evaluate(Network network, long step) {
    if (globalExamples == 0) {
      return Outcome.NONE;
    }
    EvaluationResult result = merged(network);
    Monitor judge = monitor.orElseGet(() -> Best.usual(result));
    boolean improved = best.isEmpty() || best.get().improvedBy(result, judge);
    if (improved) {
      best = Optional.of(Best.of(result, step, judge));
    }
    return new Outcome(result.values(), improved);
  }

  private EvaluationResult merged(Network network) {
    double[] own = local(network).row();
    Rows rows = new Rows(collective.size(), own.length);
    System.arraycopy(own, 0, rows.of(collective.rank()), 0, own.length);
    collective.exchange(rows);
    EvaluationResult merged = EvaluationResult.none(network.spec());
    for (int rank = 0; rank < collective.size(); rank++) {
      merged = merged.merge(EvaluationResult.ofRow(network.spec(), rows.of(rank)));
    }
    return merged;
  }

  private EvaluationResult local(Network network) {
    Evaluator evaluator = new Evaluator(network, ROWS);
    for (int from = 0; from < examples.size(); from += ROWS) {
      batch.rows(Math.min(ROWS, examples.size() - from));
      for (int row = 0; row < batch.rows(); row++) {
        examples.copy(from + row, batch, row);
      }
      evaluator.add(batch);
    }
    return evaluator.result();
  }
}
