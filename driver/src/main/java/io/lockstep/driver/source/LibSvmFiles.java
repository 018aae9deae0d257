package io.lockstep.driver.source;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.Shape;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * LibSVM: a record a line, sparse in the file and dense from there on. As wide as the plan or the
 * training data say, else as the largest place of all files.
 */
final class LibSvmFiles implements Records {
  /** Features of an example, 64 MiB of them. */
  private static final int MAX_WIDTH = 1 << 24;

  private final SparkContext context;
  private final DataPaths paths;
  private final String name;
  private final int width;
  private final List<Piece> pieces;
  private final ColumnChoice choice;

  private LibSvmFiles(
      SparkContext context,
      DataPaths paths,
      String name,
      int width,
      List<Piece> pieces,
      ColumnChoice choice) {
    this.context = context;
    this.paths = paths;
    this.name = name;
    this.width = width;
    this.pieces = pieces;
    this.choice = choice;
  }

  /**
   * Looks for the largest place, unless the width is known.
   *
   * @param shape that the plan says; empty for none
   */
  static LibSvmFiles open(
      SparkContext context,
      DataPaths paths,
      List<String> texts,
      List<Integer> shape,
      ColumnChoice choice) {
    if (choice.task() != Task.CLASSIFICATION && choice.task() != Task.REGRESSION) {
      throw new LockstepException(
          ExitCode.USAGE,
          "Cannot use LibSVM for " + choice.taskName() + ": a line has one label. Use CSV.");
    }
    List<FileStatus> files = paths.files(texts);
    Splitting splitting = Splitting.of(files, context.defaultParallelism());
    List<Piece> pieces = CsvFiles.pieces(files, splitting, paths.configuration());
    String name = String.join(", ", texts);
    int width =
        choice
            .known()
            .map(training -> training.shape().elements())
            .orElseGet(
                () ->
                    shape.isEmpty()
                        ? largest(context, paths, name, pieces)
                        : shape.stream().reduce(1, Math::multiplyExact));
    checkWidth(name, width);
    return new LibSvmFiles(context, paths, name, width, pieces, choice);
  }

  /** One wrong place would else make every example as wide. */
  private static void checkWidth(String name, int width) {
    if (width > MAX_WIDTH) {
      throw SourceFailure.data(
          "Cannot use "
              + name
              + " as LibSVM: its examples would have "
              + width
              + " features, and Lockstep keeps all of them, zeros as well, up to "
              + MAX_WIDTH
              + ". Is a place wrong? Else choose or hash features.");
    }
  }

  private static int largest(
      SparkContext context, DataPaths paths, String name, List<Piece> pieces) {
    JavaRDD<Integer> places =
        PiecesRdd.of(context, pieces, paths.configuration(), LibSvmReader::places);
    int largest =
        Jobs.run(name, places::collect).stream().mapToInt(Integer::intValue).max().orElse(0);
    if (largest == 0) {
      throw SourceFailure.data(
          "Cannot use " + name + " as LibSVM: it has no place:value with a place from 1.");
    }
    return largest;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    return Shape.flat(width);
  }

  @Override
  public int targets() {
    return choice.task() == Task.REGRESSION ? 1 : 0;
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public List<String> fields() {
    return choice.need() == Labels.REQUIRED ? List.of() : List.of("label");
  }

  @Override
  public Order order() {
    return Order.SOURCE;
  }

  @Override
  public JavaRDD<SourceRecord> read(LabelCheck labels) {
    LibSvmReader rows = new LibSvmReader(width, choice, paths.names());
    return PiecesRdd.of(
        context, pieces, paths.configuration(), (piece, conf) -> rows.read(piece, conf, labels));
  }

  @Override
  public String describe(int partition, BadRow row) {
    return CsvFiles.describe(context, paths, pieces, partition, row);
  }
}
