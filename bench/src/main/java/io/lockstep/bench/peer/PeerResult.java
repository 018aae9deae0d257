package io.lockstep.bench.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/** The line of JSON that a peer prints last. */
final class PeerResult {
  private final Map<String, Object> members = new LinkedHashMap<>();

  PeerResult with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /** Examples of all workers over the time that they took. */
  PeerResult withSpeed(long examples, long nanoseconds) {
    double seconds = nanoseconds / 1e9;
    return with("examplesPerSecond", examples / seconds)
        .with("trainingSeconds", seconds)
        .with("examples", examples);
  }

  PeerResult withNd4j() {
    var environment = Nd4j.getExecutioner().getEnvironmentInformation();
    return with("backend", environment.getProperty("backend"))
        .with("blas", environment.getProperty("blas.vendor"))
        .with("openblas", jar(openblas.class))
        .with("blasThreads", Nd4j.factory().blas().getMaxThreads());
  }

  /** The file that a class comes from. */
  private static String jar(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getFileName()
        .toString();
  }

  void print() {
    try {
      System.out.println(new ObjectMapper().writeValueAsString(members));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
