/**
 * What a benchmark leaves: JSON and Markdown with the machine, the commit and the command. Start at
 * {@link io.lockstep.bench.report.Report}.
 */
package io.lockstep.bench.report;
