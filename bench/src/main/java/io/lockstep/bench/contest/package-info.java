/**
 * Two sides that do the same work in turn, pair by pair, and what follows from it. Start at {@link
 * io.lockstep.bench.contest.Contest}. Knows neither processes nor files.
 */
package io.lockstep.bench.contest;
