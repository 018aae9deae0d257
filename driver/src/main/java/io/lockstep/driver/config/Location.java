package io.lockstep.driver.config;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a file or folder is. Without a scheme it is a path of the machine that the command runs on,
 * whatever the cluster's default file system is; anything else has to be written out: {@code
 * hdfs://host/a}, {@code s3a://bucket/a}.
 *
 * @param text with a scheme, without a {@code /} at the end; unlike a URI's its characters are not
 *     escaped, as Hadoop's paths have it
 */
public record Location(String text) {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern ROOT = Pattern.compile("[^/]+:(//[^/]*)?/");
  private static final Pattern LOCAL = Pattern.compile("file:(//)?/+");

  public Location {
    present(text, "location");
    check(SCHEME.matcher(text).matches(), "location", "with a scheme", text);
  }

  /**
   * Reads what a user gave.
   *
   * @param working folder that relative paths start at
   */
  public static Location of(String given, Path working) {
    check(!given.isBlank(), "location", "not blank", "'" + given + "'");
    String text =
        SCHEME.matcher(given).matches()
            ? LOCAL.matcher(given).replaceFirst("file:/")
            : "file:" + working.resolve(given).toAbsolutePath().normalize();
    return new Location(
        text.endsWith("/") && !ROOT.matcher(text).matches() ? text.replaceFirst("/+$", "") : text);
  }

  /** The path, if it is on this machine. */
  public Optional<Path> local() {
    return text.startsWith("file:/")
        ? Optional.of(Path.of(text.substring("file:".length())))
        : Optional.empty();
  }

  /** The folder that it is in. */
  public Location folder() {
    int slash = text.lastIndexOf('/');
    boolean isInRoot = ROOT.matcher(text.substring(0, slash + 1)).matches();
    return new Location(text.substring(0, isInRoot ? slash + 1 : slash));
  }

  /** What comes after the folder. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** For people: a local one as a plain path. */
  public String display() {
    return local().map(Path::toString).orElse(text);
  }
}
