package io.lockstep.bench.contest;

import static io.lockstep.checks.Checks.atLeast;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** One work, two sides that run in turn: A B, B A, A B, ... */
public record Contest(
    String work, Side product, Side peer, Quantity quantity, OptionalDouble target) {

  /** Why it cannot be held here, as a sentence. */
  public Optional<String> obstacle() {
    return product.absence().or(peer::absence);
  }

  /**
   * Runs all pairs.
   *
   * @param folder for the runs' own folders
   * @param afterEachPair gets what is known so far, so that an interrupted benchmark is not lost
   */
  public Comparison run(int pairs, Path folder, Consumer<Comparison> afterEachPair)
      throws InterruptedException {
    atLeast(pairs, 1, "pairs");
    List<Pair> done = new ArrayList<>();
    for (int number = 1; number <= pairs; number++) {
      done.add(pair(number, folder.resolve(work + "-" + peer.name() + "-" + number)));
      afterEachPair.accept(soFar(done));
    }
    return soFar(done);
  }

  private Pair pair(int number, Path folder) throws InterruptedException {
    Pair.Order order = Pair.Order.of(number);
    if (order == Pair.Order.PRODUCT_FIRST) {
      Measurement mine = product.measure(folder.resolve("product"));
      return new Pair(number, order, mine, peer.measure(folder.resolve("peer")));
    }
    Measurement theirs = peer.measure(folder.resolve("peer"));
    return new Pair(number, order, product.measure(folder.resolve("product")), theirs);
  }

  private Comparison soFar(List<Pair> done) {
    return new Comparison(
        work, product.name(), peer.name(), product.given(), peer.given(), quantity, target, done);
  }
}
