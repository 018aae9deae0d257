package io.lockstep.driver.source;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.driver.source.ColumnChoice.Known;
import io.lockstep.network.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Opens files by their format, and holds what was found against what is known. */
final class Opening {
  private static final Set<Format> COLUMNS = Set.of(Format.CSV, Format.PARQUET);

  private final SparkSession spark;
  private final DataPaths paths;
  private final DataSpec spec;

  Opening(SparkSession spark, DataPaths paths, DataSpec spec) {
    this.spark = spark;
    this.paths = paths;
    this.spec = spec;
  }

  /**
   * Opens files.
   *
   * @param format AUTO: by the path, else as the plan says
   */
  Records open(List<String> texts, Format format, ColumnChoice choice) {
    Format told = format == Format.AUTO ? tell(texts) : format;
    checkIds(told, choice);
    if (choice.known().isEmpty()
        && spec.weights().column().isPresent()
        && !COLUMNS.contains(told)) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use data.weight with "
              + String.join(", ", texts)
              + ": only CSV, Parquet and DataFrames have columns.");
    }
    SparkContext context = spark.sparkContext();
    Records records =
        switch (told) {
          case CSV -> CsvFiles.open(context, paths, texts, spec.csv(), choice);
          case IDX -> IdxFiles.open(context, paths, texts, choice);
          case IMAGES -> ImageFolders.open(context, paths, texts, choice);
          case PARQUET -> parquet(texts, choice);
          case LIBSVM -> LibSvmFiles.open(context, paths, texts, spec.shape(), choice);
          case TEXT -> TextFiles.open(context, paths, texts, spec.sequence().orElseThrow(), choice);
          case AUTO -> throw new IllegalStateException("The format rule told " + told);
        };
    return fitting(records, choice);
  }

  /** By the path, but for text, which may have any name. */
  private Format tell(List<String> texts) {
    return spec.format() == Format.TEXT
        ? Format.TEXT
        : new FormatRule(paths).tell(texts, spec.format());
  }

  private static void checkIds(Format format, ColumnChoice choice) {
    if (choice.ids().vocabulary() > 0 && format != Format.CSV && format != Format.PARQUET) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use data.vocabulary with the format "
              + format.name().toLowerCase(Locale.ROOT)
              + ": ids are columns of CSV, of Parquet or of a DataFrame. Leave it out.");
    }
  }

  /** Takes a DataFrame that the caller brings. */
  static Records open(Dataset<Row> frame, ColumnChoice choice) {
    return fitting(FrameRecords.of(frame, choice), choice);
  }

  private Records parquet(List<String> texts, ColumnChoice choice) {
    String[] found =
        texts.stream()
            .flatMap(text -> paths.find(text).stream())
            .map(FileStatus::getPath)
            .map(String::valueOf)
            .toArray(String[]::new);
    String name = String.join(", ", texts);
    Dataset<Row> files;
    try {
      files = spark.read().parquet(found);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw SourceFailure.data(
          "Cannot use " + name + " as Parquet: " + SourceFailure.reason(e) + ".", e);
    }
    return FrameRecords.parquet(files, name, choice, paths.names());
  }

  private static Records fitting(Records records, ColumnChoice choice) {
    if (choice.known().isEmpty()) {
      return records;
    }
    Known known = choice.known().get();
    Shape shape = records.shape();
    boolean pictures = shape.isImage() && known.shape().isImage();
    if (pictures ? !shape.equals(known.shape()) : shape.elements() != known.shape().elements()) {
      throw SourceFailure.data(
          "Cannot use the data: an example of "
              + records.name()
              + " has "
              + describe(shape, pictures)
              + ", one of the training data "
              + describe(known.shape(), pictures)
              + ".");
    }
    return records;
  }

  private static String describe(Shape shape, boolean pictures) {
    return pictures ? "the shape " + shape : shape.elements() + " features";
  }
}
