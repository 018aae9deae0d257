package io.lockstep.driver.source;

import org.apache.spark.sql.SparkSession;

/** A small Spark in this process, as strict about Kryo as Spark can be. */
final class TestingSession {
  private TestingSession() {}

  static SparkSession start() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("lockstep-source-test")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .config("spark.kryo.registrationRequired", "true")
        .config("spark.kryo.registrator", LockstepKryoRegistrator.class.getName())
        .getOrCreate();
  }
}
