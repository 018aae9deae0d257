package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.FormatNames;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;

/**
 * Tells a format by the path: a file's by its name, a folder's by what is in it, where folders of
 * pictures are images.
 */
final class FormatRule {
  private final DataPaths paths;

  FormatRule(DataPaths paths) {
    this.paths = paths;
  }

  /**
   * The format of all these paths.
   *
   * @param fallback where the path does not say it; AUTO for none
   */
  Format tell(List<String> texts, Format fallback) {
    Optional<Format> format = Optional.empty();
    for (String text : texts) {
      FileStatus first = paths.find(text).get(0);
      Optional<Format> told = tell(first);
      if (told.isEmpty() && fallback == Format.AUTO) {
        throw SourceFailure.data(
            "Cannot tell the format of "
                + text
                + " by its name. Set data.format to csv, idx, parquet, images, libsvm or text.");
      }
      Format next = told.orElse(fallback);
      if (format.isPresent() && format.get() != next) {
        throw SourceFailure.data(
            "Cannot use data of two formats: "
                + texts.get(0)
                + " is "
                + name(format.get())
                + ", "
                + text
                + " is "
                + name(next)
                + ".");
      }
      format = Optional.of(next);
    }
    return format.orElse(fallback);
  }

  private Optional<Format> tell(FileStatus status) {
    if (!status.isDirectory() || byName(status).isPresent()) {
      return byName(status);
    }
    for (FileStatus entry : paths.list(status)) {
      Optional<Format> told = byName(entry);
      if (told.isPresent()) {
        return told;
      }
      if (entry.isDirectory()) {
        return inFolder(entry);
      }
    }
    return Optional.empty();
  }

  private Optional<Format> inFolder(FileStatus folder) {
    return paths.list(folder).stream().flatMap(entry -> byName(entry).stream()).findFirst();
  }

  private static Optional<Format> byName(FileStatus status) {
    return FormatNames.of(status.getPath().getName());
  }

  private static String name(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
