package io.lockstep.driver.config;

import static io.lockstep.checks.Checks.present;

import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.driver.memory.ExecutorMemory;
import io.lockstep.driver.training.Secrets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a Spark session. What spark-submit has set wins over the command line's {@code
 * --master} and {@code --conf}, and both win over Lockstep's defaults; lists (plugins, Kryo
 * registrators, Java options) are joined.
 *
 * @param master where Spark runs
 * @param values by key, {@code spark.master} among them
 * @param notes what the user should know of how they came about, without secrets
 */
public record SparkSettings(String master, Map<String, String> values, List<String> notes) {
  /** Carries messages between workers and driver. */
  public static final String PLUGIN = "io.lockstep.driver.cluster.LockstepPlugin";

  /** Names the classes that may cross Spark's shuffles. */
  public static final String REGISTRATOR = "io.lockstep.driver.cluster.KryoRegistration";

  private static final String MASTER = "spark.master";
  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String VECTOR_KERNELS = "spark.lockstep.vector-kernels";
  private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";
  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\d+|\\*)(,.*)?])?");
  private static final long LITTLE = 512L << 20;

  public SparkSettings {
    present(master, "master");
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    notes = List.copyOf(notes);
  }

  /**
   * What the command line asks for.
   *
   * @param master {@code --master}
   * @param conf {@code --conf key=value}
   */
  public record Request(Optional<String> master, Map<String, String> conf) {
    public Request {
      present(master, "master");
      conf = Map.copyOf(conf);
    }

    /**
     * Reads what follows each {@code --conf}.
     *
     * @throws LockstepException with exit code 64 that names all that is no setting
     */
    public static Request of(Optional<String> master, List<String> arguments) {
      List<String> problems = new ArrayList<>();
      Map<String, String> conf = SparkConfArguments.read(arguments, problems::add);
      if (!problems.isEmpty()) {
        throw new LockstepException(ExitCode.USAGE, CommandLineProblems.report(problems));
      }
      return new Request(master, conf);
    }
  }

  /**
   * Merges.
   *
   * @param submitted what spark-submit set: this process's {@code spark.*} properties
   * @param application name for Spark's UI
   * @param processors of this machine
   */
  public static SparkSettings of(
      Map<String, String> submitted, Request request, String application, int processors) {
    List<String> notes = new ArrayList<>();
    Map<String, String> values = new TreeMap<>(submitted);
    request.conf().forEach((key, value) -> give(values, key, value, "--conf " + key, notes));
    request.master().ifPresent(master -> give(values, MASTER, master, "--master", notes));
    values.putIfAbsent(MASTER, "local[*]");
    String master = values.get(MASTER);
    addDefaults(values, master, application, processors);
    addVectorModule(values, master);
    addMemory(values, master, notes);
    return new SparkSettings(master, values, notes);
  }

  /** Whether workers are threads of this process. */
  static boolean isLocal(String master) {
    return LOCAL.matcher(master).matches();
  }

  private static void give(
      Map<String, String> values, String key, String value, String option, List<String> notes) {
    String before = values.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      notes.add(
          Secrets.mask(
              option
                  + " has no effect: spark-submit has set "
                  + key
                  + "="
                  + before
                  + "; give it to spark-submit."));
    }
  }

  private static void addDefaults(
      Map<String, String> values, String master, String application, int processors) {
    values.putIfAbsent("spark.app.name", application);
    append(values, "spark.plugins", PLUGIN, ",");
    values.putIfAbsent("spark.serializer", KRYO);
    if (values.get("spark.serializer").equals(KRYO)) {
      append(values, "spark.kryo.registrator", REGISTRATOR, ",");
      values.putIfAbsent("spark.kryo.registrationRequired", "true");
    }
    // Its bar and our line would write over each other.
    values.putIfAbsent("spark.ui.showConsoleProgress", "false");
    // Two threads in one network are slower than one for small layers, and slots would collide.
    values.putIfAbsent(
        "spark.executorEnv.OMP_NUM_THREADS", values.getOrDefault("spark.task.cpus", "1"));
    if (isLocal(master)) {
      // 200 partitions on one machine are 200 times nothing. Clusters coalesce adaptively.
      values.putIfAbsent(
          "spark.sql.shuffle.partitions", String.valueOf(threads(master, processors)));
    }
  }

  /** Spark 4 starts its JVMs with this module by itself. In this process it is there or not. */
  private static void addVectorModule(Map<String, String> values, String master) {
    String options = values.getOrDefault(JAVA_OPTIONS, "");
    boolean isWanted = values.getOrDefault(VECTOR_KERNELS, "true").equals("true");
    if (!isLocal(master) && isWanted && !options.contains("--add-modules")) {
      values.put(JAVA_OPTIONS, (options + " " + VECTOR_MODULE).strip());
    }
  }

  private static void addMemory(Map<String, String> values, String master, List<String> notes) {
    String options = values.getOrDefault(JAVA_OPTIONS, "");
    boolean isChosen = options.toLowerCase(Locale.ROOT).contains("javacpp.max");
    if (isLocal(master) || isChosen) {
      return; // in this process JavaCPP's own defaults hold: no container is ours
    }
    ExecutorMemory memory = ExecutorMemory.of(master, values);
    values.put(JAVA_OPTIONS, (options + " " + memory.javaOptions()).strip());
    if (ExecutorMemory.isContained(master) && memory.maxBytes() < LITTLE) {
      notes.add(
          "Executors have "
              + (memory.maxBytes() >> 20)
              + " MiB outside the heap for data and networks; more by"
              + " --conf spark.executor.memoryOverhead=2g.");
    }
  }

  private static int threads(String master, int processors) {
    Matcher matcher = LOCAL.matcher(master);
    String count = matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "1";
    return count.equals("*") ? processors : Math.max(1, Integer.parseInt(count));
  }

  private static void append(
      Map<String, String> values, String key, String value, String separator) {
    String before = values.getOrDefault(key, "");
    boolean isThere =
        Arrays.stream(before.split(separator)).map(String::strip).anyMatch(value::equals);
    if (!isThere) {
      values.put(key, before.isBlank() ? value : before + separator + value);
    }
  }
}
