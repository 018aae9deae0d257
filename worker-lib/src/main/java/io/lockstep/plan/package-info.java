/**
 * Everything that defines a run, as one immutable value and one strict YAML text. Start at {@link
 * io.lockstep.plan.TrainingPlan}. May use the spec types of data, network, optimizer, schedule,
 * synchronization.
 */
package io.lockstep.plan;
