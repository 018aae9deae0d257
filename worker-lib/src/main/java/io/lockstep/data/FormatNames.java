package io.lockstep.data;

import io.lockstep.data.DataSpec.Format;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the name of a file says of its format: .csv, .libsvm, .idx and -ubyte (also compressed),
 * .parquet, .jpg and .png. Text may have any name.
 */
public final class FormatNames {
  private static final String COMPRESSED = "(\\.(gz|bz2|zst|lz4|snappy))?";
  private static final Pattern CSV = Pattern.compile(".*\\.csv" + COMPRESSED);
  private static final Pattern IDX = Pattern.compile(".*(\\.idx|[.-]ubyte)" + COMPRESSED);
  private static final Pattern LIBSVM = Pattern.compile(".*\\.(libsvm|svmlight)" + COMPRESSED);
  private static final Pattern PARQUET = Pattern.compile(".*\\.parquet");
  private static final Pattern PICTURE = Pattern.compile(".*\\.(jpe?g|png)");

  private FormatNames() {}

  /**
   * The format.
   *
   * @param file the last part of its path; a glob that ends alike says as much
   * @return empty if the name does not say it
   */
  public static Optional<Format> of(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    if (PARQUET.matcher(name).matches()) {
      return Optional.of(Format.PARQUET);
    } else if (CSV.matcher(name).matches()) {
      return Optional.of(Format.CSV);
    } else if (LIBSVM.matcher(name).matches()) {
      return Optional.of(Format.LIBSVM);
    } else if (IDX.matcher(name).matches()) {
      return Optional.of(Format.IDX);
    }
    return isPicture(name) ? Optional.of(Format.IMAGES) : Optional.empty();
  }

  /** Whether a file is named as pictures are. */
  public static boolean isPicture(String file) {
    return PICTURE.matcher(file.toLowerCase(Locale.ROOT)).matches();
  }
}
