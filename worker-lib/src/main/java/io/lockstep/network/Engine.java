package io.lockstep.network;

import io.lockstep.parameters.FlatVector;
import io.lockstep.seed.Seed;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A library that computes networks. One instance serves all workers of a process. */
public interface Engine {
  /** Name in the plan, for example {@code dl4j}. */
  String name();

  /** For people and results: name, version, device, BLAS and what was chosen of it. */
  String description();

  /**
   * The same engine for a worker that has peers.
   *
   * @param peers by which statistics of the global batch are put together; without it a worker
   *     takes its own batch for the global one
   */
  Engine among(StatisticsExchange peers);

  /**
   * A network over existing memory.
   *
   * @param parameters length of the layout; its content is used as it is
   * @param gradient length of the layout
   * @param maxRows the largest batch that will come
   * @param seed from which randomness inside the network (dropout) is derived; a worker's own
   */
  Network bind(
      NetworkSpec spec, FlatVector parameters, FlatVector gradient, int maxRows, Seed seed);

  /**
   * What {@link #bind} is going to take besides what it is given. Loads no library.
   *
   * @param maxRows the largest batch to train on
   * @param evaluationRows the largest batch to predict; 0 if there is none
   */
  EngineMemory memory(NetworkSpec spec, int maxRows, int evaluationRows);

  /** Why a model has no form in the format of the engine's own library; empty if it has one. */
  default Optional<String> exportProblem(NetworkSpec spec) {
    return Optional.empty();
  }

  /**
   * Writes a model in the format of the engine's own library, for use without Lockstep; one that
   * has no {@link #exportProblem}.
   *
   * @param out stays open
   */
  void export(NetworkSpec spec, FlatVector parameters, OutputStream out) throws IOException;
}
