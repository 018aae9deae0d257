package io.lockstep.bench.side;

import java.lang.management.ManagementFactory;

/** How busy the machine is. */
final class LoadAverage {
  private LoadAverage() {}

  /** Of the last minute; negative where the system does not say. */
  static double now() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
