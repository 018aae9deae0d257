/**
 * Group operations among workers. Start at {@link io.lockstep.collective.Collective};
 * implementations: in one process here, over the network in the driver module. May use parameters.
 */
package io.lockstep.collective;
