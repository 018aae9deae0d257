package io.lockstep.driver.source;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * IDX, MNIST's format: a file of pictures (or vectors) and one of labels beside it, whose name has
 * {@code labels} for {@code images} and {@code idx1} for {@code idx3}. Unsigned bytes stay bytes.
 * Plain files are cut into runs of records; compressed ones are streamed whole.
 */
final class IdxFiles implements Records {
  private final SparkContext context;
  private final DataPaths paths;
  private final String name;
  private final IdxHeader header;
  private final List<Piece> pieces;
  private final Task task;

  private IdxFiles(
      SparkContext context,
      DataPaths paths,
      String name,
      IdxHeader header,
      List<Piece> pieces,
      Task task) {
    this.context = context;
    this.paths = paths;
    this.name = name;
    this.header = header;
    this.pieces = pieces;
    this.task = task;
  }

  static IdxFiles open(
      SparkContext context, DataPaths paths, List<String> texts, ColumnChoice choice) {
    return open(context, paths, texts, choice, context.defaultParallelism());
  }

  static IdxFiles open(
      SparkContext context, DataPaths paths, List<String> texts, ColumnChoice choice, int slots) {
    List<FileStatus> files =
        paths.files(texts).stream().filter(file -> !isLabels(file.getPath())).toList();
    String name = String.join(", ", texts);
    if (choice.task() == Task.MULTI_LABEL || choice.task() == Task.DISTRIBUTION) {
      throw SourceFailure.data(
          "Cannot use " + name + " for " + choice.taskName() + ": IDX has one label an example.");
    }
    if (files.isEmpty()) {
      throw SourceFailure.data("Cannot use the data: " + name + " holds no file of images.");
    }
    IdxHeader first = header(paths, files.get(0));
    List<Piece> pieces = new ArrayList<>();
    for (FileStatus file : files) {
      IdxHeader header = header(paths, file);
      if (!header.sizes().subList(1, header.sizes().size()).equals(tail(first))
          || header.type() != first.type()) {
        throw SourceFailure.data(
            "Cannot use the data: the records of "
                + paths.name(file)
                + " differ in size or type from those of "
                + paths.name(files.get(0))
                + ".");
      }
      List<String> pair = new ArrayList<>(List.of(file.getPath().toString()));
      if (choice.readsLabels()) {
        pair.add(labels(paths, file, header).getPath().toString());
      }
      boolean whole = pair.stream().anyMatch(path -> isCompressed(path, paths.configuration()));
      cut(pair, header, whole ? 1 : slots, pieces);
    }
    return new IdxFiles(context, paths, name, first, pieces, choice.task());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    List<Integer> sizes = tail(header);
    return switch (sizes.size()) {
      case 3 -> new Shape(sizes);
      case 2 -> Shape.image(1, sizes.get(0), sizes.get(1));
      default -> Shape.flat(header.width());
    };
  }

  @Override
  public int featureBytes() {
    return header.type() == IdxHeader.Type.UNSIGNED_BYTE ? 1 : Float.BYTES;
  }

  @Override
  public int targets() {
    return task == Task.REGRESSION ? 1 : 0;
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public List<String> fields() {
    return List.of();
  }

  @Override
  public Order order() {
    return Order.SOURCE;
  }

  @Override
  public JavaRDD<SourceRecord> read(LabelCheck labels) {
    IdxReader reader = new IdxReader(task, labels, paths.names());
    return PiecesRdd.of(context, pieces, paths.configuration(), reader);
  }

  private static List<Integer> tail(IdxHeader header) {
    return header.sizes().subList(1, header.sizes().size());
  }

  private static void cut(List<String> pair, IdxHeader header, int slots, List<Piece> pieces) {
    int step = Math.max(1, (header.records() + slots - 1) / slots);
    for (int from = 0; from < header.records(); from += step) {
      pieces.add(new Piece(pair, from, Math.min(step, header.records() - from), List.of()));
    }
  }

  private static IdxHeader header(DataPaths paths, FileStatus file) {
    String path = file.getPath().toString();
    try (DataInputStream stream = IdxHeader.open(path, paths.configuration())) {
      IdxHeader header = IdxHeader.read(stream);
      header.check(file.getLen(), isCompressed(path, paths.configuration()));
      return header;
    } catch (IOException e) {
      throw SourceFailure.data(
          "Cannot use " + paths.name(file) + " as IDX: " + SourceFailure.reason(e) + ".", e);
    }
  }

  private static FileStatus labels(DataPaths paths, FileStatus images, IdxHeader header) {
    Path path = images.getPath();
    FileStatus file =
        candidates(path.getName())
            .flatMap(name -> status(new Path(path.getParent(), name), paths).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    SourceFailure.data(
                        "Cannot find the labels of "
                            + paths.name(images)
                            + ": there is no "
                            + candidates(path.getName()).toList().get(0)
                            + " beside it."));
    IdxHeader labels = header(paths, file);
    if (labels.sizes().size() != 1 || labels.records() != header.records()) {
      throw SourceFailure.data(
          "Cannot use "
              + paths.name(file)
              + " as labels: it holds records of the sizes "
              + labels.sizes()
              + ", but "
              + paths.name(images)
              + " holds "
              + header.records()
              + " records.");
    }
    return file;
  }

  /** What the file of labels may be called, compressed like its images or not. */
  private static Stream<String> candidates(String images) {
    String labels = images.replaceFirst("images", "labels").replaceFirst("idx[0-9]", "idx1");
    String other =
        labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels + ".gz";
    return Stream.of(labels, other).filter(name -> !name.equals(images));
  }

  private static Optional<FileStatus> status(Path path, DataPaths paths) {
    try {
      FileSystem files = path.getFileSystem(paths.configuration());
      return files.exists(path) ? Optional.of(files.getFileStatus(path)) : Optional.empty();
    } catch (IOException e) {
      throw SourceFailure.data("Cannot look for " + path + ": " + SourceFailure.reason(e) + ".", e);
    }
  }

  private static boolean isLabels(Path path) {
    return path.getName().contains("labels");
  }

  private static boolean isCompressed(String path, Configuration configuration) {
    return CsvLines.isCompressed(new Path(path), configuration);
  }
}
