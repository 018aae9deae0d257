/**
 * Named bytes that appear whole or not at all: {@link io.lockstep.storage.Storage}, over a local
 * folder {@link io.lockstep.storage.LocalStorage}; over Hadoop's FileSystem it is in the driver.
 * Records added one after another: {@link io.lockstep.storage.Journal}. Uses the JDK only.
 */
package io.lockstep.storage;
