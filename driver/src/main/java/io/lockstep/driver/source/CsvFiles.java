package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Csv;
import io.lockstep.data.DataSpec.Header;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.driver.source.ColumnChoice.Columns;
import io.lockstep.network.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * CSV: a record a line, as many columns in each, the same header in every file or in none. Plain
 * files are cut into pieces; compressed ones are read whole.
 */
final class CsvFiles implements Records {
  private final SparkContext context;
  private final DataPaths paths;
  private final String name;
  private final First first;
  private final Columns chosen;
  private final List<Piece> pieces;
  private final CsvReader reader;
  private final ColumnChoice choice;

  /** The first line of all. */
  private record First(String file, List<String> header, int columns) {}

  private CsvFiles(
      SparkContext context,
      DataPaths paths,
      String name,
      First first,
      Columns chosen,
      List<Piece> pieces,
      CsvReader reader,
      ColumnChoice choice) {
    this.context = context;
    this.paths = paths;
    this.name = name;
    this.first = first;
    this.chosen = chosen;
    this.pieces = pieces;
    this.reader = reader;
    this.choice = choice;
  }

  static CsvFiles open(
      SparkContext context, DataPaths paths, List<String> texts, Csv csv, ColumnChoice choice) {
    Splitting splitting = Splitting.of(paths.files(texts), context.defaultParallelism());
    return open(context, paths, texts, csv, choice, splitting);
  }

  static CsvFiles open(
      SparkContext context,
      DataPaths paths,
      List<String> texts,
      Csv csv,
      ColumnChoice choice,
      Splitting splitting) {
    List<FileStatus> files = paths.files(texts);
    String name = String.join(", ", texts);
    First first = first(paths, files, csv, name);
    Columns chosen = choice.resolve(first.file(), first.header(), first.columns());
    CsvReader reader =
        new CsvReader(
            csv.separator(),
            first.header(),
            first.file(),
            first.columns(),
            chosen,
            choice,
            paths.names());
    List<Piece> pieces = pieces(files, splitting, paths.configuration());
    return new CsvFiles(context, paths, name, first, chosen, pieces, reader, choice);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    return Shape.flat(chosen.features().length);
  }

  @Override
  public int featureBytes() {
    return choice.ids().featureBytes();
  }

  @Override
  public int targets() {
    return choice.task() != Task.CLASSIFICATION ? chosen.labels().length : 0;
  }

  @Override
  public List<String> columns() {
    return first.header().isEmpty()
        ? List.of()
        : IntStream.of(chosen.features()).mapToObj(first.header()::get).toList();
  }

  @Override
  public List<String> fields() {
    if (choice.need() == Labels.REQUIRED) {
      return List.of();
    }
    return first.header().isEmpty()
        ? IntStream.range(0, first.columns()).mapToObj(String::valueOf).toList()
        : first.header();
  }

  @Override
  public Order order() {
    return Order.SOURCE;
  }

  @Override
  public JavaRDD<SourceRecord> read(LabelCheck labels) {
    CsvReader rows = reader;
    PieceReader<SourceRecord> checked = (piece, conf) -> rows.read(piece, conf, labels);
    return PiecesRdd.of(context, pieces, paths.configuration(), checked);
  }

  @Override
  public String describe(int partition, BadRow row) {
    return describe(context, paths, pieces, partition, row);
  }

  /** Counts the lines before a piece only now that one of its rows is bad. */
  static String describe(
      SparkContext context, DataPaths paths, List<Piece> pieces, int partition, BadRow row) {
    List<Piece> before =
        pieces.subList(0, partition).stream()
            .filter(piece -> piece.path().equals(pieces.get(partition).path()))
            .toList();
    if (row.line() == 0 || before.isEmpty()) {
      return row.describe(0);
    }
    JavaRDD<Long> lines = PiecesRdd.of(context, before, paths.configuration(), CsvReader::count);
    return row.describe(lines.collect().stream().mapToLong(Long::longValue).sum());
  }

  /** Without the mark that some programs put before UTF-8. */
  static String withoutMark(String line) {
    return line.startsWith("\uFEFF") ? line.substring(1) : line;
  }

  private static First first(DataPaths paths, List<FileStatus> files, Csv csv, String name) {
    for (FileStatus file : files) {
      Optional<First> found = first(paths, file, csv);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw SourceFailure.data("Cannot use the data: " + name + " holds no rows.");
  }

  private static Optional<First> first(DataPaths paths, FileStatus file, Csv csv) {
    String name = paths.name(file);
    Piece whole = new Piece(List.of(file.getPath().toString()), 0, file.getLen(), List.of());
    try (CsvLines lines = CsvLines.open(whole, paths.configuration())) {
      while (lines.next()) {
        if (!lines.isBlank()) {
          String[] cells = new CsvCells(csv.separator()).split(withoutMark(lines.text()));
          List<String> header = isHeader(cells, csv.header()) ? List.of(cells) : List.of();
          return Optional.of(new First(name, header, cells.length));
        }
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw SourceFailure.data(
          "Cannot read the first line of " + name + ": " + SourceFailure.reason(e) + ".", e);
    }
  }

  private static boolean isHeader(String[] cells, Header header) {
    boolean noNumbers = Stream.of(cells).allMatch(cell -> Float.isNaN(NumberText.parse(cell)));
    return header == Header.PRESENT || (header == Header.AUTO && noNumbers);
  }

  static List<Piece> pieces(
      List<FileStatus> files, Splitting splitting, Configuration configuration) {
    List<Piece> pieces = new ArrayList<>();
    for (FileStatus file : files) {
      boolean whole = CsvLines.isCompressed(file.getPath(), configuration);
      long step = whole ? Math.max(1, file.getLen()) : splitting.bytes();
      for (long from = 0; from < file.getLen(); from += step) {
        long length = Math.min(step, file.getLen() - from);
        List<String> path = List.of(file.getPath().toString());
        pieces.add(new Piece(path, from, length, hosts(file, from, configuration)));
      }
    }
    return pieces;
  }

  private static List<String> hosts(FileStatus file, long from, Configuration configuration) {
    try {
      return Splitting.hosts(file, from, configuration);
    } catch (IOException e) {
      return List.of();
    }
  }
}
