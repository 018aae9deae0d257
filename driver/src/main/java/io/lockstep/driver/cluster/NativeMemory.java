package io.lockstep.driver.cluster;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.util.JavaUtils;

/**
 * Memory outside the heap on an executor. A container is killed when heap and the rest together
 * exceed {@code spark.executor.memory + memoryOverhead}; JavaCPP's own default would let native
 * memory grow to the heap's size again.
 */
final class NativeMemory {
  private static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";
  private static final String MAX_PHYSICAL = "org.bytedeco.javacpp.maxphysicalbytes";
  private static final long LEAST_OVERHEAD = 384L << 20;
  private static final double OVERHEAD_FACTOR = 0.1;

  private NativeMemory() {}

  /**
   * Tells JavaCPP its limits, before it loads, unless the user has. In local mode nobody kills the
   * process and JavaCPP's own defaults hold.
   */
  static void limit(SparkConf conf) {
    if (isDriver() || System.getProperty(MAX_BYTES) != null) {
      return;
    }
    long heap = Runtime.getRuntime().maxMemory();
    System.setProperty(MAX_BYTES, String.valueOf(outsideHeap(conf)));
    System.setProperty(MAX_PHYSICAL, String.valueOf(heap + outsideHeap(conf)));
  }

  /** Bytes that this process may use outside its heap. */
  static long outsideHeap(SparkConf conf) {
    long heap = Runtime.getRuntime().maxMemory();
    if (isDriver()) {
      return heap;
    }
    String given = conf.get("spark.executor.memoryOverhead", "");
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", OVERHEAD_FACTOR);
    // A standalone cluster counts no overhead and kills nobody for it; there the heap's size is
    // what JavaCPP would take.
    boolean counted = conf.get("spark.master", "").matches("yarn|k8s://.*");
    if (given.isEmpty()) {
      return counted ? Math.max(LEAST_OVERHEAD, (long) (factor * heap)) : heap;
    }
    return JavaUtils.byteStringAsMb(given) << 20;
  }

  private static boolean isDriver() {
    return SparkEnv.get().executorId().equals("driver");
  }
}
