package io.lockstep.driver.storage;

import org.apache.hadoop.fs.Path;

/** Locations as users write them: paths and URIs of any Hadoop FileSystem. */
public final class Locations {
  private Locations() {}

  /**
   * A location that may be relative.
   *
   * @param base folder at which relative ones start, with its scheme
   */
  public static String resolve(String base, String location) {
    return new Path(new Path(base), location).toString();
  }

  /** The folder that holds a file or folder. */
  public static String folder(String location) {
    Path parent = new Path(location).getParent();
    return (parent == null ? new Path(location) : parent).toString();
  }

  /** The last part of a location. */
  public static String name(String location) {
    return new Path(location).getName();
  }
}
