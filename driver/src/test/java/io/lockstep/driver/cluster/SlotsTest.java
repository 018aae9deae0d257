package io.lockstep.driver.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** How many slots the settings promise, which executors that come late are waited for. */
class SlotsTest {
  @Test
  void localClusterPromisesItsExecutorsCores() {
    assertEquals(OptionalInt.of(6), Slots.promised("local-cluster[2, 3, 1024]", conf()));
    assertEquals(
        OptionalInt.of(2), Slots.promised("local-cluster[2,3,1024]", conf("spark.task.cpus", "2")));
  }

  @Test
  void executorsAndTheirCoresArePromisedByTheirNumber() {
    SparkConf conf = conf("spark.executor.instances", "3", "spark.executor.cores", "4");
    assertEquals(OptionalInt.of(12), Slots.promised("yarn", conf));
  }

  @Test
  void coresThatNoExecutorFillsAreNotPromised() {
    assertEquals(
        OptionalInt.of(7), Slots.promised("spark://host:7077", conf("spark.cores.max", "7")));
    assertEquals(
        OptionalInt.of(6),
        Slots.promised(
            "spark://host:7077", conf("spark.cores.max", "7", "spark.executor.cores", "2")));
  }

  @Test
  void gpusLimitTheSlotsOfAnExecutor() {
    SparkConf conf =
        conf("spark.task.resource.gpu.amount", "1", "spark.executor.resource.gpu.amount", "2");
    assertEquals(OptionalInt.of(4), Slots.promised("local-cluster[2,3,1024]", conf));
    assertEquals(
        OptionalInt.of(0),
        Slots.promised("local-cluster[2,3,1024]", conf("spark.task.resource.gpu.amount", "1")));
  }

  @Test
  void nothingIsPromisedWithoutSuchSettings() {
    assertEquals(OptionalInt.empty(), Slots.promised("spark://host:7077", conf()));
  }

  private static SparkConf conf(String... settings) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }
}
