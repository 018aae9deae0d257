package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.data.DataSpec.Validation;
import io.lockstep.seed.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final Validation FIFTH = new Validation.Fraction(0.2);

  @Test
  void numbersBothPartsWithoutGapsInTheOrderOfTheSource() {
    List<String> ids = ids(new long[] {1000}, FIFTH);
    long training = 0;
    long validation = 0;
    for (String id : ids) {
      boolean held = id.startsWith("VALIDATION");
      assertEquals((held ? "VALIDATION " : "TRAINING ") + (held ? validation++ : training++), id);
    }
    assertEquals(200, validation, 40);
  }

  @Test
  void doesNotDependOnPartitions() {
    List<String> whole = ids(new long[] {100}, FIFTH);
    assertEquals(whole, ids(new long[] {30, 0, 69, 1}, FIFTH));
    assertEquals(whole, ids(new long[] {0, 100, 0}, FIFTH));
  }

  @Test
  void holdsNothingOutUnlessAsked() {
    Split split = Split.training(new long[] {7}, new Validation.None(), new Seed(1));
    assertEquals(7, split.count(Part.TRAINING));
    assertEquals(0, split.count(Part.VALIDATION));
  }

  @Test
  void ordersKeysByPartThenShardThenElement() {
    List<Long> keys = new ArrayList<>();
    for (Part part : Part.values()) {
      for (int shard = 0; shard < 65_536; shard += 9_000) {
        for (long element : new long[] {0, 1, 1L << 30}) {
          long key = ShardKey.of(part, element * 65_536 + shard, 65_536);
          assertEquals(shard, ShardKey.shard(key));
          assertEquals(part, ShardKey.part(key));
          keys.add(key);
        }
      }
    }
    assertEquals(keys.stream().sorted().toList(), keys);
  }

  private static List<String> ids(long[] counts, Validation validation) {
    Split split = Split.training(counts, validation, new Seed(4));
    List<String> ids = new ArrayList<>();
    for (int partition = 0; partition < counts.length; partition++) {
      Split.Cursor cursor = split.cursor(partition);
      for (long i = 0; i < counts[partition]; i++) {
        long id = cursor.advance();
        ids.add(cursor.part() + " " + id);
      }
    }
    return ids;
  }
}
