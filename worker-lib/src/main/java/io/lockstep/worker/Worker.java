package io.lockstep.worker;

import static io.lockstep.worker.WorkerReport.Outcome.COMPLETED;
import static io.lockstep.worker.WorkerReport.Outcome.DIVERGED;
import static io.lockstep.worker.WorkerReport.Outcome.STOPPED;
import static io.lockstep.worker.WorkerReport.Outcome.STOPPED_EARLY;

import io.lockstep.metrics.Metric;
import io.lockstep.parameters.Sha256;
import io.lockstep.progress.Progress;
import io.lockstep.progress.RunLength;
import io.lockstep.progress.Span;
import io.lockstep.synchronization.CompressionState;
import io.lockstep.synchronization.Control;
import io.lockstep.synchronization.StepJournal;
import java.util.Optional;

/**
 * One worker: steps until the run is complete, and at agreements reports, evaluates, checkpoints
 * and obeys. Every decision rests on reduced values, so that all workers take it in the same step.
 */
public final class Worker {
  private final WorkerSetup setup;
  private final RunLength length;
  private final WorkerStep step;
  private final EvaluatedWeights evaluated;
  private final Pace pace;
  private Progress progress;
  private Progress agreed;
  private Progress reported;

  public Worker(WorkerSetup setup) {
    this.setup = setup;
    this.length = setup.length();
    this.step =
        new WorkerStep(
            setup.batches(),
            setup.network(),
            setup.optimizer(),
            setup.synchronizer(),
            setup.timer());
    this.evaluated = new EvaluatedWeights(setup);
    this.pace = new Pace(setup.clock());
    this.progress = setup.start();
    this.agreed = progress;
    this.reported = progress;
  }

  /** Trains to the end of the run, to a stop, or to where it diverges. */
  public WorkerReport run() {
    setup.timer().skip();
    while (!isOver()) {
      pace.begin();
      Progress next = step.run(progress);
      pace.end(next.examples() - progress.examples());
      progress = next;
      if (!setup.synchronizer().agreed()) {
        continue;
      }
      report();
      if (!setup.synchronizer().journal().finite()) {
        return end(DIVERGED);
      }
      if (atAgreement() == Control.STOP && !isOver()) {
        return end(STOPPED);
      }
    }
    return end(length.reachedBy(progress) ? COMPLETED : STOPPED_EARLY);
  }

  private boolean isOver() {
    return length.reachedBy(progress) || setup.reactions().stops();
  }

  /** What is due between two steps; returns the word that all workers obey. */
  private Control atAgreement() {
    StepJournal journal = setup.synchronizer().journal();
    Control word = journal.control();
    tell(setup.checkpoints().poll());
    boolean improved =
        (length.reachedBy(progress) || due(setup.training().evaluateEvery())) && evaluate();
    if (isOver() || improved || word != Control.CONTINUE || due(setup.output().checkpointEvery())) {
      checkpoint(improved ? Checkpoints.Best.BEST : Checkpoints.Best.ORDINARY);
    }
    agreed = progress;
    if (setup.rank() == 0) {
      journal.control(setup.control().get());
    }
    setup.timer().skip();
    return word;
  }

  private boolean due(Span every) {
    return RunLength.due(every, agreed, progress);
  }

  private boolean evaluate() {
    long begin = setup.clock().getAsLong();
    Validation.Outcome outcome = evaluated.evaluate(progress);
    if (!outcome.isEmpty()) {
      setup.reactions().evaluated(outcome.values(), progress.step());
    }
    if (!outcome.isEmpty() && setup.rank() == 0) {
      setup
          .listener()
          .happened(
              new Metric.Evaluation(progress, outcome.values(), since(begin), outcome.improved()));
    }
    return outcome.improved();
  }

  private void checkpoint(Checkpoints.Best best) {
    evaluated.complete(progress);
    setup.synchronizer().completeState(setup.optimizer().state());
    CompressionState compression = setup.synchronizer().gatherCompression();
    if (setup.rank() == 0) {
      tell(setup.checkpoints().await());
      setup
          .checkpoints()
          .begin(
              progress,
              setup.network().parameters(),
              setup.synchronizer().stateWith(setup.optimizer().state()),
              compression,
              pace.seconds(),
              best);
    }
  }

  private void tell(Optional<Checkpoints.Written> checkpoint) {
    if (checkpoint.isPresent()) {
      Checkpoints.Written written = checkpoint.get();
      setup
          .listener()
          .happened(new Metric.Checkpoint(written.progress(), written.name(), written.seconds()));
    }
  }

  private void report() {
    StepJournal journal = setup.synchronizer().journal();
    for (int i = 0; i < journal.steps(); i++) {
      double learningRate = setup.optimizer().learningRate(reported);
      reported = reported.advance(journal.examples(i));
      if (setup.rank() == 0) {
        setup.listener().step(reported, learningRate, journal, i);
      }
    }
  }

  private WorkerReport end(WorkerReport.Outcome outcome) {
    tell(setup.checkpoints().await());
    return new WorkerReport(
        outcome,
        progress,
        pace.seconds(),
        pace.examplesPerSecond(),
        Sha256.of(setup.network().parameters()));
  }

  private double since(long begin) {
    return (setup.clock().getAsLong() - begin) * 1e-9;
  }
}
