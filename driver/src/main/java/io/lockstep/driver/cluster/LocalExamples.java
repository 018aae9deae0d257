package io.lockstep.driver.cluster;

import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetBuilder;
import io.lockstep.data.MemoryBudget;
import io.lockstep.driver.source.Part;
import io.lockstep.driver.source.ShardedExample;
import java.util.Iterator;

/**
 * A worker's own examples, taken out of its partition once.
 *
 * @param training sorted by (virtual shard, id)
 * @param validation likewise
 */
record LocalExamples(Dataset training, Dataset validation) {
  static LocalExamples load(
      Iterator<ShardedExample> partition, StageDescription stage, MemoryBudget budget) {
    MemoryBudget half = new MemoryBudget(budget.bytes() / 2, budget.spillFolder());
    try (DatasetBuilder training = Dataset.builder(stage.form(), stage.normalization(), half);
        DatasetBuilder validation = Dataset.builder(stage.form(), stage.normalization(), half)) {
      while (partition.hasNext()) {
        ShardedExample next = partition.next();
        (next.part() == Part.TRAINING ? training : validation).append(next.example());
      }
      return new LocalExamples(training.build(), validation.build());
    }
  }
}
