/**
 * Commands; the only place that prints or exits. Start at {@link io.lockstep.driver.cli.Main}.
 * Nothing here touches Spark before the command line and the plan are known to be good: help,
 * versions and refusals come at once and need no Spark on the class path.
 */
package io.lockstep.driver.cli;
