/**
 * When workers agree, and on what: gradient sharing, parameter averaging. May use collective,
 * parameters, optimizer, progress.
 */
package io.lockstep.synchronization;
