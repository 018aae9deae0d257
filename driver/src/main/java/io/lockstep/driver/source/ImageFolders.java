package io.lockstep.driver.source;

import io.lockstep.checks.LockstepException;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.FormatNames;
import io.lockstep.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * Pictures: {@code folder/class/picture.jpg} or {@code .png}, all of the first one's size and
 * channels. The class is the name of the folder that a picture is in. Where labels are ignored,
 * pictures may lie anywhere.
 */
final class ImageFolders implements Records {
  private final SparkContext context;
  private final DataPaths paths;
  private final String name;
  private final Shape shape;
  private final List<Piece> pieces;
  private final Labels need;

  private ImageFolders(
      SparkContext context,
      DataPaths paths,
      String name,
      Shape shape,
      List<Piece> pieces,
      Labels need) {
    this.context = context;
    this.paths = paths;
    this.name = name;
    this.shape = shape;
    this.pieces = pieces;
    this.need = need;
  }

  static ImageFolders open(
      SparkContext context, DataPaths paths, List<String> texts, ColumnChoice choice) {
    String name = String.join(", ", texts);
    if (choice.task() != Task.CLASSIFICATION && choice.readsLabels()) {
      throw SourceFailure.data(
          "Cannot use "
              + name
              + " for "
              + choice.taskName()
              + ": folders of pictures have classes, not targets.");
    }
    List<FileStatus> files = choice.readsLabels() ? inClasses(paths, texts) : paths.files(texts);
    FileStatus first =
        files.stream()
            .filter(ImageFolders::isPicture)
            .findFirst()
            .orElseThrow(
                () -> SourceFailure.data("Cannot use the data: " + name + " holds no pictures."));
    Splitting splitting = Splitting.of(files, context.defaultParallelism());
    List<Piece> pieces = pieces(files, splitting);
    Shape shape = shape(paths, first);
    Labels need = choice.readsLabels() ? Labels.REQUIRED : Labels.IGNORED;
    return new ImageFolders(context, paths, name, shape, pieces, need);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int featureBytes() {
    return 1;
  }

  @Override
  public int targets() {
    return 0;
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public List<String> fields() {
    return need == Labels.REQUIRED ? List.of() : List.of("file");
  }

  @Override
  public Order order() {
    return Order.SOURCE;
  }

  @Override
  public JavaRDD<SourceRecord> read(LabelCheck labels) {
    ImageReading reader = new ImageReading(shape, need, labels, paths.names());
    return PiecesRdd.of(context, pieces, paths.configuration(), reader);
  }

  /**
   * Exactly folder/class/picture: a folder deeper might hold quite other data, such as a test part.
   */
  private static List<FileStatus> inClasses(DataPaths paths, List<String> texts) {
    List<FileStatus> files = new ArrayList<>();
    for (String text : texts) {
      for (FileStatus root : paths.find(text)) {
        for (FileStatus entry : root.isDirectory() ? paths.list(root) : List.of(root)) {
          if (entry.isDirectory()) {
            files.addAll(paths.list(entry));
          } else if (isPicture(entry)) {
            throw noClass(paths, entry, text);
          }
        }
      }
    }
    Optional<FileStatus> folder = files.stream().filter(FileStatus::isDirectory).findFirst();
    if (folder.isPresent()) {
      throw noClass(paths, folder.get(), texts.get(0));
    }
    files.sort(Comparator.comparing(file -> file.getPath().toString()));
    return files;
  }

  private static LockstepException noClass(DataPaths paths, FileStatus stray, String text) {
    return SourceFailure.data(
        "Cannot tell the class of "
            + paths.name(stray)
            + ": expected "
            + text
            + "/class/picture.jpg, one folder for each class.");
  }

  private static boolean isPicture(FileStatus file) {
    return !file.isDirectory() && FormatNames.isPicture(file.getPath().getName());
  }

  private static List<Piece> pieces(List<FileStatus> files, Splitting splitting) {
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < files.size(); from += splitting.files()) {
      List<FileStatus> some = files.subList(from, Math.min(files.size(), from + splitting.files()));
      List<String> names = some.stream().map(file -> file.getPath().toString()).toList();
      pieces.add(new Piece(names, 0, names.size(), List.of()));
    }
    return pieces;
  }

  private static Shape shape(DataPaths paths, FileStatus first) {
    Path path = first.getPath();
    try (InputStream stream = path.getFileSystem(paths.configuration()).open(path)) {
      return Picture.decode(stream.readAllBytes(), Optional.empty()).shape();
    } catch (IOException | UnusablePicture e) {
      throw SourceFailure.data(
          "Cannot use the data: " + paths.name(first) + " " + SourceFailure.reason(e) + ".", e);
    }
  }
}
