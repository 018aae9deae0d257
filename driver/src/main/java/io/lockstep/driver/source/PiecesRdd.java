package io.lockstep.driver.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;

/** Pieces of files as partitions, each read on a host that has it, where that is known. */
final class PiecesRdd<T> extends RDD<T> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<PiecePartition> pieces = new ArrayList<>();
  private final HadoopSettings settings;
  private final PieceReader<T> reader;

  private PiecesRdd(
      SparkContext context,
      List<Piece> pieces,
      Configuration configuration,
      ClassTag<T> type,
      PieceReader<T> reader) {
    super(context, JavaConverters.asScalaBuffer(new ArrayList<Dependency<?>>()), type);
    pieces.forEach(piece -> this.pieces.add(new PiecePartition(this.pieces.size(), piece)));
    this.settings = new HadoopSettings(configuration);
    this.reader = reader;
  }

  static <T> JavaRDD<T> of(
      SparkContext context,
      List<Piece> pieces,
      Configuration configuration,
      PieceReader<T> reader) {
    return new PiecesRdd<>(context, pieces, configuration, anyClass(), reader).toJavaRDD();
  }

  /** As all of Spark's Java API has it, so that results travel in arrays of objects. */
  @SuppressWarnings("unchecked")
  private static <T> ClassTag<T> anyClass() {
    return (ClassTag<T>) ClassTag.apply(Object.class);
  }

  @Override
  public Iterator<T> compute(Partition split, TaskContext context) {
    try {
      Piece piece = ((PiecePartition) split).piece();
      return JavaConverters.asScalaIterator(reader.read(piece, settings.configuration()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Partition[] getPartitions() {
    return pieces.toArray(Partition[]::new);
  }

  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    return JavaConverters.asScalaBuffer(((PiecePartition) split).piece().hosts());
  }

  private record PiecePartition(int index, Piece piece) implements Partition {
    private static final long serialVersionUID = 1L;
  }
}
