package io.lockstep.storage;

import static io.lockstep.checks.Checks.check;
import static io.lockstep.checks.Checks.present;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The rule for names, one for all storages: relative, {@code /} between folders; each part is not
 * empty, not {@code .} or {@code ..}, and free of backslashes, colons (Hadoop takes what is before
 * one for a scheme) and control characters.
 */
public final class StorageNames {
  private static final String TEMPORARY = ".tmp-";
  private static final Pattern PART = Pattern.compile("[^/\\\\:\\p{Cntrl}]+");

  private StorageNames() {}

  /** The name of a file or folder, checked. */
  public static String file(String name) {
    present(name, "name");
    for (String part : name.split("/", -1)) {
      check(
          PART.matcher(part).matches()
              && !part.equals(".")
              && !part.equals("..")
              && !isTemporary(part),
          "name",
          "relative, without empty parts, . .. \\ : and temporary names",
          name);
    }
    return name;
  }

  /** The name of a folder, checked; one {@code /} at its end is taken off; empty: the storage. */
  public static String folder(String name) {
    present(name, "name");
    if (name.isEmpty()) {
      return name;
    }
    return file(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
  }

  /** A new name, next to the final one, for what is not whole yet. */
  public static String temporary() {
    return TEMPORARY + UUID.randomUUID();
  }

  /** Whether a part of a name is of {@link #temporary}: not whole yet, or left by a crash. */
  public static boolean isTemporary(String part) {
    return part.startsWith(TEMPORARY);
  }
}
