/**
 * The network collective: workers on different hosts (or in different processes of one) talk to
 * each other directly over Spark's own transport library, with its authentication and encryption.
 * Start at {@link io.lockstep.driver.transport.NetworkEndpoint}; ranks that share memory are put
 * together by {@link io.lockstep.driver.transport.NetworkCollective#sharing}; the bytes on the wire
 * are in docs/formats/collective-wire.md. May use collective, parameters and checks, Spark's
 * spark-network-common and Netty; these two appear nowhere else.
 */
package io.lockstep.driver.transport;
