package io.lockstep.driver.source;

import io.lockstep.driver.source.ColumnChoice.Known;
import io.lockstep.network.Shape;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * Text whose characters are learned, each from those before it. The vocabulary is the characters of
 * the training data in the order of their code points, so that it depends on neither cluster nor
 * order. A file is read by one task.
 */
final class TextFiles implements Records {
  private final SparkContext context;
  private final DataPaths paths;
  private final String name;
  private final int length;
  private final List<String> characters;
  private final List<Piece> pieces;
  private final Labels need;

  private TextFiles(
      SparkContext context,
      DataPaths paths,
      String name,
      int length,
      List<String> characters,
      List<Piece> pieces,
      Labels need) {
    this.context = context;
    this.paths = paths;
    this.name = name;
    this.length = length;
    this.characters = characters;
    this.pieces = pieces;
    this.need = need;
  }

  /**
   * Looks for the characters, unless they are known.
   *
   * @param length characters of an example
   */
  static TextFiles open(
      SparkContext context, DataPaths paths, List<String> texts, int length, ColumnChoice choice) {
    String name = String.join(", ", texts);
    List<Piece> pieces =
        paths.files(texts).stream()
            .map(file -> new Piece(List.of(file.getPath().toString()), 0, file.getLen(), List.of()))
            .toList();
    List<String> characters =
        choice
            .known()
            .map(Known::classes)
            .orElseGet(() -> characters(context, paths, name, pieces));
    return new TextFiles(context, paths, name, length, characters, pieces, choice.need());
  }

  private static List<String> characters(
      SparkContext context, DataPaths paths, String name, List<Piece> pieces) {
    JavaRDD<String> found =
        PiecesRdd.of(context, pieces, paths.configuration(), TextReader::characters);
    TreeSet<Integer> points = new TreeSet<>();
    Jobs.run(name, found::collect).forEach(all -> all.codePoints().forEach(points::add));
    if (points.size() < 2) {
      throw SourceFailure.data(
          "Cannot learn from " + name + ": it has less than 2 different characters.");
    } else if (points.size() > PartitionSummary.MAX_LABELS) {
      throw SourceFailure.data(
          "Cannot learn from "
              + name
              + ": it has more than "
              + PartitionSummary.MAX_LABELS
              + " different characters. Is it text in UTF-8?");
    }
    return points.stream().map(Character::toString).toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String emptiness() {
    return "holds no %d characters in one file (data.sequence%s)"
        .formatted(
            need == Labels.REQUIRED ? length + 1 : length,
            need == Labels.REQUIRED ? " and the one after it" : "");
  }

  @Override
  public Shape shape() {
    return Shape.ids(length, characters.size());
  }

  @Override
  public int featureBytes() {
    return new Ids(characters.size()).featureBytes();
  }

  @Override
  public int targets() {
    return 0;
  }

  @Override
  public List<String> characters() {
    return characters;
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public List<String> fields() {
    return need == Labels.REQUIRED ? List.of() : List.of("text");
  }

  @Override
  public Order order() {
    return Order.SOURCE;
  }

  @Override
  public JavaRDD<SourceRecord> read(LabelCheck labels) {
    TextReader reader = new TextReader(length, characters, need, paths.names());
    return PiecesRdd.of(context, pieces, paths.configuration(), reader::read);
  }
}
