package io.lockstep.driver.cluster;

import io.lockstep.driver.memory.ExecutorMemory;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import scala.Tuple2;

/** What {@link ExecutorMemory} says of the process of a worker. */
final class NativeMemory {
  private NativeMemory() {}

  /**
   * Tells JavaCPP its limits, before it loads, unless somebody has: {@code config.SparkSettings} by
   * Java options, or the user. In local mode nobody kills the process and JavaCPP's own defaults
   * hold.
   */
  static void limit(SparkConf conf) {
    ExecutorMemory memory = here(conf);
    if (memory.kind() == ExecutorMemory.Kind.LOCAL
        || System.getProperty(ExecutorMemory.MAX_BYTES) != null) {
      return;
    }
    System.setProperty(ExecutorMemory.MAX_BYTES, String.valueOf(memory.maxBytes()));
    System.setProperty(
        ExecutorMemory.MAX_PHYSICAL_BYTES, String.valueOf(memory.maxPhysicalBytes()));
  }

  /** Where a worker runs: what its process may take. */
  static ExecutorMemory here(SparkConf conf) {
    return of(conf, SparkEnv.get().executorId().equals("driver"));
  }

  /**
   * What the processes of workers may take.
   *
   * @param isLocal whether workers are threads of the driver, this process
   */
  static ExecutorMemory of(SparkConf conf, boolean isLocal) {
    return isLocal
        ? ExecutorMemory.local(Runtime.getRuntime().maxMemory())
        : ExecutorMemory.of(conf.get("spark.master", ""), settings(conf));
  }

  private static Map<String, String> settings(SparkConf conf) {
    return Arrays.stream(conf.getAll()).collect(Collectors.toMap(Tuple2::_1, Tuple2::_2));
  }
}
