package io.lockstep.driver.training;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.plan.OutputSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether workers can write where the driver reads. */
final class OutputPlace {
  private static final Logger LOG = LoggerFactory.getLogger(OutputPlace.class);

  private OutputPlace() {}

  /**
   * Fails if the output is on this host's disk and workers are on other hosts.
   *
   * @param location of the output
   * @param hosts of the executors
   */
  static void check(String location, OutputSpec.Visibility visibility, Collection<String> hosts) {
    boolean local = location.startsWith("/") || location.startsWith("file:");
    if (!local || visibility == OutputSpec.Visibility.SHARED) {
      return;
    }
    hosts.stream()
        .filter(host -> !isHere(host))
        .findFirst()
        .ifPresent(
            host -> {
              throw new LockstepException(
                  ExitCode.USAGE,
                  "Cannot train into "
                      + location
                      + ": it is on this host's disk, and there are workers on "
                      + host
                      + ". Name an --output that all hosts see (hdfs://..., s3a://...), or set output.shared: true if this"
                      + " path is mounted on all of them.");
            });
  }

  private static boolean isHere(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      LOG.warn("Cannot tell whether {} is this host", host, e);
      return false;
    }
  }
}
