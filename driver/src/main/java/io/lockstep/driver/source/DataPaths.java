package io.lockstep.driver.source;

import io.lockstep.checks.LockstepException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where data lie: paths and globs of any Hadoop FileSystem. Relative ones start at a base folder.
 * Hidden files (a name that begins with {@code .} or {@code _}) are none of ours.
 */
final class DataPaths {
  private static final Comparator<FileStatus> BY_PATH =
      Comparator.comparing(status -> status.getPath().toString());

  private final Path base;
  private final Configuration configuration;

  DataPaths(URI base, Configuration configuration) {
    this.configuration = configuration;
    this.base = qualified(new Path(base));
  }

  /** How messages name files: relative to the base folder if they are in it. */
  record Names(String base) implements Serializable {
    String of(String path) {
      return path.startsWith(base) && path.length() > base.length()
          ? path.substring(base.length())
          : path.startsWith("file:/") ? "/" + path.substring(6).replaceFirst("^/+", "") : path;
    }
  }

  Names names() {
    String folder = base.toString();
    return new Names(folder.endsWith("/") ? folder : folder + "/");
  }

  String name(FileStatus status) {
    return names().of(status.getPath().toString());
  }

  Configuration configuration() {
    return configuration;
  }

  /** The files and folders that a path or glob means, by path; at least one. */
  List<FileStatus> find(String text) {
    try {
      Path path = qualified(new Path(base, text));
      FileSystem files = path.getFileSystem(configuration);
      if (files.exists(path)) {
        return List.of(files.getFileStatus(path));
      }
      FileStatus[] found = files.globStatus(path);
      if (found == null || found.length == 0) {
        throw missing(text, path);
      }
      return sorted(found);
    } catch (IOException | IllegalArgumentException e) {
      throw SourceFailure.data(
          "Cannot find the data " + text + ": " + SourceFailure.reason(e) + ".", e);
    }
  }

  /** Visible entries of a folder, by path. */
  List<FileStatus> list(FileStatus folder) {
    try {
      FileSystem files = folder.getPath().getFileSystem(configuration);
      return sorted(files.listStatus(folder.getPath())).stream()
          .filter(entry -> !isHidden(entry))
          .toList();
    } catch (IOException e) {
      throw SourceFailure.data(
          "Cannot list the folder " + name(folder) + ": " + SourceFailure.reason(e) + ".", e);
    }
  }

  /** All visible files that paths and globs mean, in folders and folders in them, by path. */
  List<FileStatus> files(List<String> texts) {
    List<FileStatus> found = new ArrayList<>();
    texts.forEach(text -> find(text).forEach(status -> collect(status, found)));
    found.sort(BY_PATH);
    Set<Path> seen = new HashSet<>();
    for (FileStatus file : found) {
      if (!seen.add(file.getPath())) {
        throw SourceFailure.data(
            "Cannot use the data: " + name(file) + " is named twice by " + texts + ".");
      }
    }
    return found;
  }

  private void collect(FileStatus status, List<FileStatus> found) {
    if (status.isDirectory()) {
      list(status).forEach(entry -> collect(entry, found));
    } else {
      found.add(status);
    }
  }

  private Path qualified(Path path) {
    try {
      return path.getFileSystem(configuration).makeQualified(path);
    } catch (IOException | IllegalArgumentException e) {
      throw SourceFailure.data(
          "Cannot use the path " + path + ": " + SourceFailure.reason(e) + ".", e);
    }
  }

  private LockstepException missing(String text, Path path) {
    return SourceFailure.data(
        "Cannot find the data "
            + text
            + ": there is no "
            + names().of(path.toString())
            + ". Relative paths start at "
            + names().of(base.toString())
            + "; --data DIR sets another folder.");
  }

  private static boolean isHidden(FileStatus status) {
    String name = status.getPath().getName();
    return name.startsWith(".") || name.startsWith("_");
  }

  private static List<FileStatus> sorted(FileStatus[] found) {
    return Arrays.stream(found).sorted(BY_PATH).toList();
  }
}
