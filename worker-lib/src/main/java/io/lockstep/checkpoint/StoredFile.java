package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.atLeast;
import static io.lockstep.checks.Checks.check;

import java.util.regex.Pattern;

/**
 * A file as it was when it was written.
 *
 * @param name within its folder
 * @param bytes its size
 * @param sha256 of its content, in lower-case hex
 */
public record StoredFile(String name, long bytes, String sha256) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1,64}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public StoredFile {
    check(NAME.matcher(name).matches(), "name", "up to 64 of a-z 0-9 . -", name);
    atLeast(bytes, 0, "bytes");
    check(DIGEST.matcher(sha256).matches(), "sha256", "64 hexadecimal digits", sha256);
  }
}
