/**
 * Workers on a Spark cluster: the only package that runs barrier stages. Start at {@link
 * io.lockstep.driver.cluster.Cluster}; a stage is a {@link io.lockstep.driver.cluster.Generation},
 * a worker a {@link io.lockstep.driver.cluster.WorkerTask}, and the line between them {@link
 * io.lockstep.driver.cluster.LockstepPlugin}. May use worker-lib, source, transport, storage.
 */
package io.lockstep.driver.cluster;
