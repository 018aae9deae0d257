package io.lockstep.driver.cluster;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/** Over what workers talk to each other: {@code spark.lockstep.collective}. */
public enum CollectiveChoice {
  /** What is possible where the workers are, the fastest first. */
  AUTO,
  /** The memory of the one process that all workers are threads of, or nothing. */
  IN_PROCESS,
  /** Memory that the processes of a host share; an error where there is none. */
  SHARED_MEMORY,
  /** The network, even within a process. */
  NETWORK;

  /** The setting. */
  public static final String KEY = "spark.lockstep.collective";

  /**
   * What a session asks for.
   *
   * @throws LockstepException with exit code 64
   */
  public static CollectiveChoice of(SparkConf conf) {
    String text = conf.get(KEY, AUTO.toString());
    return Arrays.stream(values())
        .filter(choice -> choice.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new LockstepException(
                    ExitCode.USAGE,
                    "Invalid "
                        + KEY
                        + " ("
                        + Arrays.stream(values())
                            .map(CollectiveChoice::toString)
                            .collect(Collectors.joining(", "))
                        + "): "
                        + text));
  }

  boolean allowsInProcess() {
    return this == AUTO || this == IN_PROCESS;
  }

  boolean allowsSharedMemory() {
    return this == AUTO || this == SHARED_MEMORY;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
