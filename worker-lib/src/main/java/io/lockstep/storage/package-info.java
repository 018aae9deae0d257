/**
 * Named bytes that appear whole or not at all: {@link io.lockstep.storage.Storage}. Uses the JDK
 * only.
 */
package io.lockstep.storage;
