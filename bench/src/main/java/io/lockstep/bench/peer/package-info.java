/**
 * Programs of the peers that live on the JVM, each started in a process of its own: what a user of
 * that library would write for the same work. None of them uses anything of Lockstep. Start at
 * {@link io.lockstep.bench.peer.Dl4jFit}.
 */
package io.lockstep.bench.peer;
