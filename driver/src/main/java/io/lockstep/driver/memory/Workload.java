package io.lockstep.driver.memory;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.present;

import io.lockstep.network.EngineMemory;
import io.lockstep.network.NetworkSpec;

/**
 * What decides how much memory a run takes.
 *
 * @param stateVectors of the optimizer, each as long as the parameters
 * @param synchronizerVectors of the synchronizer that a host has, each as long as the parameters
 * @param heldBackVectors that each worker keeps of its gradient: residuals of sparse compression
 * @param optimizerHeapBytes of the optimizer on the heap of each worker, beside its state
 * @param replication how often parameters and optimizer state exist
 * @param engine what the engine takes for this network and these rows
 * @param workers of the run
 * @param workersOfExecutor as many as may run in one process
 * @param rows of the largest batch of a worker
 * @param evaluationRows of the batches that are not trained on, in all
 * @param trainingExamples of the worker that has most of them; 0 as long as they are not known
 * @param validationExamples likewise
 * @param exampleBytes of an example in its stored width with its target
 * @param examplesBudget bytes that a worker's examples may take; the rest spills
 */
public record Workload(
    NetworkSpec network,
    int stateVectors,
    int synchronizerVectors,
    int heldBackVectors,
    long optimizerHeapBytes,
    Replication replication,
    EngineMemory engine,
    int workers,
    int workersOfExecutor,
    int rows,
    int evaluationRows,
    long trainingExamples,
    long validationExamples,
    long exampleBytes,
    long examplesBudget) {
  /** How often what all workers have alike exists. */
  public enum Replication {
    /** Gradient sharing: workers of a host read the same memory. */
    ONCE_A_HOST,
    /** Parameter averaging: replicas differ between agreements. */
    ONCE_A_WORKER
  }

  public Workload {
    present(network, "network");
    atLeast(stateVectors, 0, "state vectors");
    atLeast(synchronizerVectors, 0, "synchronizer vectors");
    atLeast(heldBackVectors, 0, "held back vectors");
    atLeast(optimizerHeapBytes, 0, "optimizer heap bytes");
    present(replication, "replication");
    present(engine, "engine");
    atLeast(workers, 1, "workers");
    atLeast(workersOfExecutor, 1, "workers of an executor");
    atLeast(rows, 0, "rows");
    atLeast(evaluationRows, 0, "evaluation rows");
    atLeast(trainingExamples, 0, "training examples");
    atLeast(validationExamples, 0, "validation examples");
    atLeast(exampleBytes, 0, "example bytes");
    atLeast(examplesBudget, 0, "examples' budget");
  }
}
