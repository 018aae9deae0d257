/** What synchronization and update of one step cost, against a copy of the same bytes. */
package io.lockstep.bench.sync;
