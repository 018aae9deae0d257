package io.lockstep.collective;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the processes of a group's members still run, looked at every now and then while one
 * waits: a killed process says no goodbye. A process that this one cannot see (containers that
 * share memory but not process numbers) counts as alive; then the deadline serves.
 */
final class Liveness {
  private static final long LOOK_NANOS = 100_000_000;
  private static final long OWN = ProcessHandle.current().pid();

  private final ControlBlock control;
  private final boolean[] seen;
  private long looked;

  Liveness(ControlBlock control, int seats) {
    this.control = control;
    this.seen = new boolean[seats];
  }

  /** Says which process this is. */
  void enter(int seat) {
    control.process(seat, OWN, started(ProcessHandle.current()));
  }

  /** The first member whose process was here and is no more, or -1. */
  int firstDead(long now) {
    if (now - looked < LOOK_NANOS) {
      return -1;
    }
    looked = now;
    for (int seat = 0; seat < seen.length; seat++) {
      long pid = control.pid(seat);
      if (pid == OWN || pid == 0) {
        continue;
      }
      boolean runs = runs(pid, control.startedMillis(seat));
      if (seen[seat] && !runs) {
        return seat;
      }
      seen[seat] |= runs;
    }
    return -1;
  }

  private static boolean runs(long pid, long startedMillis) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isPresent() && started(process.get()) == startedMillis;
  }

  /** Tells a process from a later one of the same number. */
  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
