package io.lockstep.bench.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread used so far: other work on the machine does not count. */
final class ThreadUse {
  private static final ThreadMXBean BEAN = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private ThreadUse() {}

  static long cpuNanos() {
    return BEAN.getCurrentThreadCpuTime();
  }

  static long heapBytes() {
    return BEAN.getCurrentThreadAllocatedBytes();
  }
}
