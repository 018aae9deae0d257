/**
 * What the command line and files give, merged and checked, with all problems in one report. Start
 * at {@link io.lockstep.driver.config.RunConfiguration} for plan and options, at {@link
 * io.lockstep.driver.config.SparkSettings} for the session. Only {@link
 * io.lockstep.driver.config.SparkSessions} touches Spark.
 */
package io.lockstep.driver.config;
