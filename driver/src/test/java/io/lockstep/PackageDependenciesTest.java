package io.lockstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may use whom (docs/architecture.md), and which library lives where. Between our packages,
 * what is not listed is forbidden; a new package needs a row.
 */
class PackageDependenciesTest {
  private static final String ROOT = "io.lockstep.";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // worker-lib's tests, of which the driver uses some
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.lockstep");

  /** worker-lib: each package, and those that it may use besides checks and itself. */
  private static final Map<String, String> MAY_USE =
      Map.ofEntries(
          Map.entry("checks", ""),
          Map.entry("progress", ""),
          Map.entry("seed", ""),
          Map.entry("storage", ""),
          Map.entry("parameters", ""),
          Map.entry("schedule", "progress"),
          Map.entry("decision", ""),
          Map.entry("metrics", "progress storage"),
          Map.entry("data", "seed parameters"),
          Map.entry("augmentation", "data seed"),
          Map.entry("network", "parameters data seed progress"),
          Map.entry("zoo", "network"),
          Map.entry("kernel", "parameters"),
          Map.entry("optimizer", "kernel parameters decision schedule progress"),
          Map.entry("collective", "kernel parameters"),
          Map.entry("compression", "kernel parameters progress"),
          Map.entry(
              "synchronization", "collective compression kernel parameters optimizer progress"),
          // outputs and targets are flat vectors
          Map.entry("evaluation", "augmentation data decision network parameters progress"),
          Map.entry("diagnostics", "network parameters metrics progress"),
          Map.entry(
              "plan",
              "compression data augmentation decision network optimizer schedule progress seed"
                  + " synchronization zoo"),
          Map.entry("hdf5", ""),
          Map.entry("imports", "hdf5 network parameters"),
          Map.entry("lint", "plan data network optimizer progress schedule"),
          Map.entry("checkpoint", "plan parameters optimizer synchronization progress storage"),
          Map.entry(
              "worker",
              "progress seed parameters decision schedule metrics data augmentation network optimizer"
                  + " storage collective synchronization evaluation diagnostics plan checkpoint"));

  @Test
  void seesTheClassesThatItJudges() {
    long workerLib = OURS.stream().filter(c -> !c.getPackageName().contains(".driver")).count();
    assertTrue(workerLib >= 60, "Only " + workerLib + " classes of worker-lib on the class path");
    assertTrue(
        OURS.size() - workerLib >= 60,
        "Only " + (OURS.size() - workerLib) + " classes of driver on the class path");
  }

  @Test
  void everyPackageOfWorkerLibHasItsRow() {
    classes()
        .that()
        .resideInAPackage("io.lockstep..")
        .and()
        .resideOutsideOfPackages(ROOT + "driver..", ROOT + "bench..")
        .should()
        .resideInAnyPackage(
            MAY_USE.keySet().stream().map(name -> ROOT + name + "..").toArray(String[]::new))
        .check(OURS);
  }

  static Stream<String> packagesOfWorkerLib() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packagesOfWorkerLib")
  void usesOnlyThePackagesOfItsRow(String name) {
    check(ROOT + name + "..", packages(MAY_USE.get(name) + " checks " + name));
  }

  @Test
  void workerLibKnowsNoSpark() {
    nothingOutside(ROOT + "driver..").uses("org.apache.spark..", "org.apache.hadoop..", "scala..");
  }

  @Test
  void transportIsACollectiveOverSparksOwnNetworkLibrary() {
    check(ROOT + "driver.transport..", packages("driver.transport collective parameters checks"));
    noClasses()
        .that()
        .resideInAPackage(ROOT + "driver.transport..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.spark..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage("org.apache.spark.network..")
                            .or(named("org.apache.spark.SparkConf"))
                            // where an executor's settings and security manager are found
                            .or(named("org.apache.spark.SparkEnv"))
                            .or(named("org.apache.spark.SecurityManager")))))
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void driverStorageIsStorageOverHadoop() {
    check(ROOT + "driver.storage..", packages("driver.storage storage checks"));
  }

  @Test
  void barrierStagesAreStartedInTheClusterPackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "driver.cluster..")
        .should()
        .dependOnClassesThat(named("org.apache.spark.BarrierTaskContext"))
        .check(OURS);
  }

  @Test
  void rddsAreUsedByClusterAndSourceOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "driver.cluster..", ROOT + "driver.source..")
        // Inference maps over the rows that the source hands out; no barrier, no shuffle.
        .and(DescribedPredicate.not(named(ROOT + "driver.training.TrainedModel")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.spark.rdd..", "org.apache.spark.api.java.."))
        .check(OURS);
  }

  @Test
  void hadoopsFileSystemIsUsedByStorageAndSourceOnly() {
    nothingOutside(ROOT + "driver.storage..", ROOT + "driver.source..")
        .uses("org.apache.hadoop.fs..");
  }

  @Test
  void deeplearning4jIsAnEngineAndNothingElse() {
    nothingOutside(ROOT + "network.dl4j..")
        .uses("org.deeplearning4j..", "org.nd4j..", "org.bytedeco.openblas..", "com.sun.jna..");
  }

  @Test
  void jsonIsReadAndWrittenInNamedPlaces() {
    nothingOutside(ROOT + "checkpoint..", ROOT + "imports..", ROOT + "metrics..", ROOT + "driver..")
        .uses("com.fasterxml.jackson..");
  }

  @Test
  void yamlIsReadAndWrittenByThePlanOnly() {
    nothingOutside(ROOT + "plan..").uses("org.snakeyaml..");
  }

  @Test
  void onlyCommandsPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "driver.cli..", ROOT + "bench..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(OURS);
  }

  @Test
  void onlyCommandsExit() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "driver.cli..", ROOT + "bench..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(OURS);
  }

  @Test
  void nothingInWorkerLibUsesTheDriver() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "driver..", ROOT + "bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "driver..")
        .check(OURS);
  }

  /** Classes of a package, against those of our packages that it may use. */
  private static void check(String who, String[] whom) {
    classes()
        .that()
        .resideInAPackage(who)
        .should(
            onlyDependOnClassesThat(
                DescribedPredicate.not(resideInAnyPackage("io.lockstep.."))
                    .or(resideInAnyPackage(whom))
                    .as("are of %s", String.join(", ", whom))))
        .allowEmptyShould(true)
        .check(OURS);
  }

  private static String[] packages(String names) {
    return Arrays.stream(names.trim().split(" +"))
        .map(name -> ROOT + name + "..")
        .toArray(String[]::new);
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(
        name, c -> c.getName().equals(name) || c.getName().startsWith(name + "$"));
  }

  private static Outside nothingOutside(String... places) {
    return new Outside(places);
  }

  /** All of ours but some packages. */
  private record Outside(String[] places) {
    void uses(String... libraries) {
      ArchRule rule =
          noClasses()
              .that()
              .resideOutsideOfPackages(places)
              .should()
              .dependOnClassesThat(resideInAnyPackage(libraries));
      rule.check(OURS);
    }
  }
}
