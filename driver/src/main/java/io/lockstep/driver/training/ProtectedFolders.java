package io.lockstep.driver.training;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Folders that are never emptied, whatever is in them: roots, homes and what is above them. */
final class ProtectedFolders {
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?");
  private static final Pattern HOME = Pattern.compile("/(home|user|Users|var/home)/[^/]+|/root");

  private ProtectedFolders() {}

  static boolean isProtected(String location) {
    return isProtected(
        location,
        Path.of(System.getProperty("user.home")).toAbsolutePath().normalize(),
        Path.of("").toAbsolutePath().normalize());
  }

  static boolean isProtected(String location, Path home, Path working) {
    String path = SCHEME.matcher(location).replaceFirst("");
    Path folder = Path.of(path.isEmpty() ? "/" : path).normalize();
    return folder.getNameCount() == 0
        || home.startsWith(folder)
        || working.startsWith(folder)
        || HOME.matcher(folder.toString()).matches()
        || folder.toString().matches("/(home|user|Users)");
  }
}
