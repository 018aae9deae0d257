/**
 * Values over the steps of a run. Start at {@link io.lockstep.schedule.Schedule}. May use progress.
 */
package io.lockstep.schedule;
