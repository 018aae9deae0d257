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

  /** Notes which of the members' processes this one can see, once all have entered. */
  void meet() {
    for (int seat = 0; seat < seen.length; seat++) {
      seen[seat] = runs(control.pid(seat), control.startedMillis(seat));
    }
  }

  /** The first member whose process was here and is no more, or -1. */
  int firstDead(long now) {
    if (now - looked < LOOK_NANOS) {
      return -1;
    }
    looked = now;
    for (int seat = 0; seat < seen.length; seat++) {
      if (seen[seat]
          && control.pid(seat) != OWN
          && !runs(control.pid(seat), control.startedMillis(seat))) {
        return seat;
      }
    }
    return -1;
  }

  /** Whether a process still runs, as far as this one can see. */
  static boolean runs(long pid, long startedMillis) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isPresent() && started(process.get()) == startedMillis;
  }

  /** Tells a process from a later one of the same number. */
  static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
