/**
 * One run, from plan to model, and what it leaves in its folder. What a caller gives is a {@link
 * io.lockstep.driver.training.RunOptions}, what it hears is a {@link
 * io.lockstep.driver.training.RunListener}, what it ends in is a {@link
 * io.lockstep.driver.training.RunResult}. Prints nothing and exits nothing.
 */
package io.lockstep.driver.training;
