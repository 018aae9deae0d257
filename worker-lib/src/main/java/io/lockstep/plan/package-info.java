/**
 * Everything that defines a run, as one immutable value and one strict YAML text. Start at {@link
 * io.lockstep.plan.TrainingPlan}; {@link io.lockstep.plan.PlanParser} reads it and {@link
 * io.lockstep.plan.PlanWriter} writes it. A plan says nothing of itself to components: each gets
 * its own part. To add a key: {@code PlanKeys}, the reader and the tree of its section, {@code
 * Defaults}, a row in {@code docs/formats/plan.md}, a row in {@code PlanMappingTest}. May use the
 * spec types of data, network, optimizer, schedule, synchronization, and progress, seed.
 */
package io.lockstep.plan;
