/**
 * Storage over Hadoop's FileSystem: HDFS, S3A and whatever else the cluster knows. Start at {@link
 * io.lockstep.driver.storage.HadoopStorage}. May use Hadoop's client and storage.
 */
package io.lockstep.driver.storage;
