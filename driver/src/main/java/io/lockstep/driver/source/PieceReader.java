package io.lockstep.driver.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** Reads pieces, in tasks. What it opens it closes when the task ends. */
@FunctionalInterface
interface PieceReader<T> extends Serializable {
  Iterator<T> read(Piece piece, Configuration configuration) throws IOException;
}
