package io.lockstep.driver.source;

import io.lockstep.network.Shape;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** The records of one source: found, looked into, and ready to be read by tasks. */
interface Records {
  /** What comes first in a source. */
  enum Order {
    /** Partitions and the records in them come as they are in the source, every time. */
    SOURCE,
    /** The source promises no order; content decides. */
    CONTENT
  }

  /** For messages. */
  String name();

  /** Of one example, as far as the source can tell. */
  Shape shape();

  /** Of one feature in its stored width: 1 for unsigned bytes, else 4. */
  default int featureBytes() {
    return Float.BYTES;
  }

  /** Regression targets of an example; 0 for classification, or if labels are ignored. */
  int targets();

  /** The vocabulary of text, by number, whose characters are its classes; else none. */
  default List<String> characters() {
    return List.of();
  }

  /** What is said of a source without a single record. */
  default String emptiness() {
    return "holds no rows";
  }

  /** Names of the feature columns; empty if they have none. */
  List<String> columns();

  /** Names of the fields that records carry along. */
  List<String> fields();

  Order order();

  /** Parses; a bad row is a record too, also one whose label may not be. */
  JavaRDD<SourceRecord> read(LabelCheck labels);

  /** Names a bad row of a partition, for people. */
  default String describe(int partition, BadRow row) {
    return row.describe(0);
  }
}
