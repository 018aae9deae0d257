package io.lockstep.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lockstep.seed.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own session may have no settings of ours. */
class PlainSessionTest {
  @TempDir Path folder;

  @Test
  void readsWithSparksOwnSerializer() throws IOException {
    assertReads("org.apache.spark.serializer.JavaSerializer");
  }

  @Test
  void readsWithKryoThatKnowsNothingOfUs() throws IOException {
    assertReads("org.apache.spark.serializer.KryoSerializer");
  }

  private void assertReads(String serializer) throws IOException {
    Files.writeString(folder.resolve("data.csv"), "1,x\n2,y\n");
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.serializer", serializer)
            .getOrCreate()) {
      ShardedData files =
          Source.open(spark, TestingSpec.of("data.csv").spec(), folder.toUri())
              .shard(2, new Seed(1));
      assertEquals(List.of("0 [1.0] [0.0]", "1 [2.0] [1.0]"), Contents.byId(files, Part.TRAINING));
      ShardedData frame =
          Source.open(
                  spark,
                  TestingSpec.of().spec(),
                  folder.toUri(),
                  spark.range(9).selectExpr("id * 2 AS x", "id % 3 AS kind"))
              .shard(2, new Seed(1));
      assertEquals(List.of(3L, 3L, 3L), frame.trainingCounts());
    }
  }
}
