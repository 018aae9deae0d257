package io.lockstep.driver.transport;

import io.lockstep.collective.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows on their last way, from the ranks of a host that took them from other hosts to their mates:
 * each carries its own and those of the owners whom it serves.
 */
final class HostRows {
  private final int seat;
  private final List<List<Integer>> carriers = new ArrayList<>();
  private int most;
  private Rows carried = new Rows(1, 0);

  HostRows(Route route) {
    List<Integer> mates = route.topology().mates(route.rank());
    this.seat = mates.indexOf(route.rank());
    for (int mate : mates) {
      List<Integer> ranks = new ArrayList<>(List.of(mate));
      ranks.addAll(new Route(route.topology(), mate).served());
      carriers.add(ranks);
      most = Math.max(most, ranks.size());
    }
  }

  /** Which ranks' rows and slices each mate has, itself first. */
  List<Integer> of(int mate) {
    return carriers.get(mate);
  }

  /** What this rank tells its mates. */
  Rows give(Rows rows) {
    int width = rows.width();
    if (carried.ranks() != carriers.size() || carried.width() != width * most) {
      carried = new Rows(carriers.size(), width * most);
    }
    int at = 0;
    for (int rank : carriers.get(seat)) {
      System.arraycopy(rows.of(rank), 0, carried.of(seat), at, width);
      at += width;
    }
    return carried;
  }

  /** Takes what the mates told. */
  void take(Rows rows) {
    int width = rows.width();
    for (int mate = 0; mate < carriers.size(); mate++) {
      int at = 0;
      for (int rank : carriers.get(mate)) {
        System.arraycopy(carried.of(mate), at, rows.of(rank), 0, width);
        at += width;
      }
    }
  }
}
