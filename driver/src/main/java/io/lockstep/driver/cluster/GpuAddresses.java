package io.lockstep.driver.cluster;

import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The GPUs that Spark's resource scheduling gave a task. */
final class GpuAddresses {
  private GpuAddresses() {}

  /** Addresses such as {@code 0}; none if the task was given no GPU. */
  static List<String> of(TaskContext context) {
    ResourceInformation gpu = context.resourcesJMap().get("gpu");
    return gpu == null ? List.of() : List.of(gpu.addresses());
  }
}
