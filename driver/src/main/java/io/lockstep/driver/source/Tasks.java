package io.lockstep.driver.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.spark.TaskContext;

/** What readers need of the task that they run in. */
final class Tasks {
  private Tasks() {}

  /** Closes when the task ends, however it ends. */
  static void closeAtEnd(TaskContext task, Closeable resource) {
    task.addTaskCompletionListener(
        ended -> {
          try {
            resource.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Why a file that the driver saw is not there for a task. */
  static String notHere() {
    return "is not there on the host "
        + host()
        + ": put it on a file system that all hosts share, or at the same path on each";
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "of a worker";
    }
  }
}
