package io.lockstep.driver.source;

import java.io.Serializable;
import java.util.List;

/**
 * What one task reads. Pieces follow each other in the order of the source, and how a source is cut
 * into them changes nothing.
 *
 * @param paths of the files
 * @param from byte (CSV) or record (IDX) at which it begins
 * @param length in bytes or records
 * @param hosts that have it on their disks, if known
 */
record Piece(List<String> paths, long from, long length, List<String> hosts)
    implements Serializable {
  Piece {
    paths = List.copyOf(paths);
    hosts = List.copyOf(hosts);
  }

  String path() {
    return paths.get(0);
  }
}
