package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Format;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;

/**
 * Tells a format by the path: .csv, .libsvm, .idx and -ubyte (also compressed), .parquet; a folder
 * by what is in it, where folders of pictures are images.
 */
final class FormatRule {
  private static final String COMPRESSED = "(\\.(gz|bz2|zst|lz4|snappy))?";
  private static final Pattern CSV = Pattern.compile(".*\\.csv" + COMPRESSED);
  private static final Pattern IDX = Pattern.compile(".*(\\.idx|[.-]ubyte)" + COMPRESSED);
  private static final Pattern LIBSVM = Pattern.compile(".*\\.(libsvm|svmlight)" + COMPRESSED);
  private static final Pattern PARQUET = Pattern.compile(".*\\.parquet");
  static final Pattern PICTURE = Pattern.compile(".*\\.(jpe?g|png)");

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
    String name = status.getPath().getName().toLowerCase(Locale.ROOT);
    if (PARQUET.matcher(name).matches()) {
      return Optional.of(Format.PARQUET);
    } else if (CSV.matcher(name).matches()) {
      return Optional.of(Format.CSV);
    } else if (LIBSVM.matcher(name).matches()) {
      return Optional.of(Format.LIBSVM);
    } else if (IDX.matcher(name).matches()) {
      return Optional.of(Format.IDX);
    } else if (PICTURE.matcher(name).matches()) {
      return Optional.of(Format.IMAGES);
    }
    return Optional.empty();
  }

  private static String name(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
