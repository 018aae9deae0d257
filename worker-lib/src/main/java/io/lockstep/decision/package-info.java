/**
 * What is decided from the values of an evaluation, which all ranks have alike ({@link
 * io.lockstep.decision.Monitor}): when the learning rate falls ({@link
 * io.lockstep.decision.Plateau}) and when a run stops early ({@link
 * io.lockstep.decision.EarlyStopping}). Pure functions of state and value; the state is in every
 * checkpoint. Uses the JDK and checks only.
 */
package io.lockstep.decision;
