package io.lockstep.driver.source;

import io.lockstep.data.Example;
import io.lockstep.data.Example.Bytes;
import io.lockstep.data.Example.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What sharded data hold, as text that can be compared. */
final class Contents {
  private Contents() {}

  /** Every example of every rank, in the order in which ranks have them. */
  static List<List<ShardedExample>> ofRanks(ShardedData data) {
    int[] ranks = IntStream.range(0, data.examples().getNumPartitions()).toArray();
    return List.of(data.examples().collectPartitions(ranks));
  }

  /** All examples of a part by id: features and targets. */
  static List<String> byId(ShardedData data, Part part) {
    List<ShardedExample> all = new ArrayList<>();
    ofRanks(data).forEach(all::addAll);
    return all.stream()
        .filter(sharded -> sharded.part() == part)
        .map(ShardedExample::example)
        .sorted((a, b) -> Long.compare(a.id(), b.id()))
        .map(Contents::text)
        .toList();
  }

  static String text(Example example) {
    String features =
        example.features() instanceof Bytes bytes
            ? Arrays.toString(bytes.values())
            : Arrays.toString(((Floats) example.features()).values());
    return example.id() + " " + features + " " + Arrays.toString(example.targets());
  }
}
