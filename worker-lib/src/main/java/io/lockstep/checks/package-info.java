/** Argument checks. Start at {@link io.lockstep.checks.Checks}. Uses the JDK only. */
package io.lockstep.checks;
