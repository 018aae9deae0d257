package io.lockstep.driver.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
  @Test
  void bringsWhatTrainingNeeds() {
    SparkSettings settings = of(Map.of(), Optional.empty(), Map.of());
    assertEquals(
        Map.of(
            "spark.master", "local[*]",
            "spark.app.name", "lockstep train digits",
            "spark.plugins", "io.lockstep.driver.cluster.LockstepPlugin",
            "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
            "spark.kryo.registrator", "io.lockstep.driver.cluster.KryoRegistration",
            "spark.kryo.registrationRequired", "true",
            "spark.ui.showConsoleProgress", "false",
            "spark.executorEnv.OMP_NUM_THREADS", "1",
            "spark.sql.shuffle.partitions", "6"),
        settings.values());
    assertEquals(List.of(), settings.notes());
  }

  @Test
  void joinsListsAndKeepsWhatTheUserSet() {
    SparkSettings settings =
        of(
            Map.of(
                "spark.plugins", "org.x.Plugin",
                "spark.kryo.registrator", "org.x.Registrator",
                "spark.kryo.registrationRequired", "false",
                "spark.ui.showConsoleProgress", "true",
                "spark.task.cpus", "4",
                "spark.executor.extraJavaOptions", "-Xss2m"),
            Optional.of("spark://host:7077"),
            Map.of("spark.sql.shuffle.partitions", "12"));
    Map<String, String> values = settings.values();
    assertEquals(
        "org.x.Plugin,io.lockstep.driver.cluster.LockstepPlugin", values.get("spark.plugins"));
    assertEquals(
        "org.x.Registrator,io.lockstep.driver.cluster.KryoRegistration",
        values.get("spark.kryo.registrator"));
    assertEquals("false", values.get("spark.kryo.registrationRequired"));
    assertEquals("true", values.get("spark.ui.showConsoleProgress"));
    assertEquals("4", values.get("spark.executorEnv.OMP_NUM_THREADS"));
    assertEquals("12", values.get("spark.sql.shuffle.partitions"));
    assertEquals(
        "-Xss2m --add-modules=jdk.incubator.vector -Dorg.bytedeco.javacpp.maxbytes=2147483648"
            + " -Dorg.bytedeco.javacpp.maxphysicalbytes=3758096384",
        values.get("spark.executor.extraJavaOptions"));
  }

  @Test
  void namesThePluginOnce() {
    SparkSettings settings =
        of(Map.of("spark.plugins", "a.B, " + SparkSettings.PLUGIN), Optional.empty(), Map.of());
    assertEquals("a.B, " + SparkSettings.PLUGIN, settings.values().get("spark.plugins"));
  }

  @Test
  void leavesAnotherSerializerToTheUser() {
    SparkSettings settings =
        of(
            Map.of("spark.serializer", "org.apache.spark.serializer.JavaSerializer"),
            Optional.empty(),
            Map.of());
    assertFalse(settings.values().containsKey("spark.kryo.registrator"));
  }

  @Test
  void letsSparkSubmitWinAndSaysSo() {
    SparkSettings settings =
        of(
            Map.of(
                "spark.master", "yarn",
                "spark.executor.memoryOverhead", "2g",
                "spark.hadoop.fs.s3a.secret.key", "hidden"),
            Optional.of("local[2]"),
            Map.of("spark.hadoop.fs.s3a.secret.key", "other"));
    assertEquals("yarn", settings.master());
    assertEquals("hidden", settings.values().get("spark.hadoop.fs.s3a.secret.key"));
    assertEquals(
        List.of(
            "--conf spark.hadoop.fs.s3a.secret.key has no effect: spark-submit has set"
                + " spark.hadoop.fs.s3a.secret.key=***; give it to spark-submit.",
            "--master has no effect: spark-submit has set spark.master=yarn; give it to"
                + " spark-submit."),
        settings.notes());
  }

  @Test
  void saysWhenAContainerHasLittleRoomOutsideTheHeap() {
    assertEquals(
        List.of(
            "Executors have 192 MiB outside the heap for data and networks; more by --conf"
                + " spark.executor.memoryOverhead=2g."),
        of(Map.of(), Optional.of("yarn"), Map.of()).notes());
  }

  @Test
  void leavesChosenLimitsOfJavaCppAlone() {
    String chosen = "-Dorg.bytedeco.javacpp.maxBytes=1G";
    SparkSettings settings =
        of(Map.of("spark.executor.extraJavaOptions", chosen), Optional.of("yarn"), Map.of());
    assertEquals(
        chosen + " --add-modules=jdk.incubator.vector",
        settings.values().get("spark.executor.extraJavaOptions"));
  }

  @Test
  void leavesTheVectorModuleOutWhereItIsNotWantedOrChosenAlready() {
    String limits = "-Dorg.bytedeco.javacpp.maxBytes=1G";
    String chosen = limits + " --add-modules=java.sql";
    Map<String, String> unwanted =
        Map.of("spark.executor.extraJavaOptions", limits, "spark.lockstep.vector-kernels", "false");
    assertEquals(
        limits,
        of(unwanted, Optional.of("yarn"), Map.of())
            .values()
            .get("spark.executor.extraJavaOptions"));
    assertEquals(
        chosen,
        of(Map.of("spark.executor.extraJavaOptions", chosen), Optional.of("yarn"), Map.of())
            .values()
            .get("spark.executor.extraJavaOptions"));
  }

  @Test
  void countsTheThreadsOfALocalMaster() {
    for (String[] pair : new String[][] {{"local", "1"}, {"local[3]", "3"}, {"local[*, 2]", "6"}}) {
      assertEquals(
          pair[1],
          of(Map.of(), Optional.of(pair[0]), Map.of())
              .values()
              .get("spark.sql.shuffle.partitions"));
    }
    assertFalse(
        of(Map.of(), Optional.of("local-cluster[2,1,1024]"), Map.of())
            .values()
            .containsKey("spark.sql.shuffle.partitions"));
  }

  private static SparkSettings of(
      Map<String, String> submitted, Optional<String> master, Map<String, String> conf) {
    return SparkSettings.of(
        submitted, new SparkSettings.Request(master, conf), "lockstep train digits", 6);
  }
}
