/**
 * How good a network is, on any part of the data, in results that merge: each worker evaluates its
 * own examples, the results ride as rows of numbers, and every rank puts the same whole together.
 * Start at {@link io.lockstep.evaluation.Evaluator} and {@link
 * io.lockstep.evaluation.EvaluationResult}; {@link io.lockstep.evaluation.Best} decides which
 * parameters to keep. May use data, network, parameters.
 */
package io.lockstep.evaluation;
