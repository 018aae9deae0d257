/**
 * DataFrames and files to examples on workers. Start at {@link io.lockstep.driver.source.Source}
 * (training: open, then shard) and {@link io.lockstep.driver.source.SourceRows} (evaluation and
 * prediction).
 *
 * <p>A format is a {@link io.lockstep.driver.source.Records}: it finds and looks into its files on
 * the driver, and parses pieces of them in tasks. To add one: implement that, add it to {@link
 * io.lockstep.driver.source.Opening} and to the rule that tells formats by paths. A row that cannot
 * be used becomes a bad row with its place and reason, never an exception and never nothing.
 *
 * <p>May use data, network (shapes), seed, checks.
 */
package io.lockstep.driver.source;
