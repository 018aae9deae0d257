package io.lockstep.driver.training;

import java.util.Map;
import java.util.TreeMap;

/** Versions of what a run was made with, for manifests. */
final class Libraries {
  private Libraries() {}

  static Map<String, String> versions(String spark) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", spark);
    String lockstep = Libraries.class.getPackage().getImplementationVersion();
    versions.put("lockstep", lockstep == null ? "development" : lockstep);
    return versions;
  }
}
