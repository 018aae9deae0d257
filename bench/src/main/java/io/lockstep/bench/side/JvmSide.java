package io.lockstep.bench.side;

import io.lockstep.bench.contest.Measurement;
import io.lockstep.bench.contest.Quantity;
import io.lockstep.bench.contest.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A peer that lives on the JVM, in a process of its own with the benchmark's class path.
 *
 * @param program its main class
 * @param arguments besides {@code --data}
 * @param natives of ND4J; nothing to a peer that does not use it
 * @param environment for example OMP_NUM_THREADS
 */
record JvmSide(
    DataSource data,
    String name,
    String given,
    Quantity quantity,
    Class<?> program,
    List<String> arguments,
    Nd4jNatives natives,
    Map<String, String> environment,
    Surroundings around)
    implements Side {
  /** In arguments it stands for the run's own folder. */
  static final String FOLDER = "{folder}";

  JvmSide {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  @Override
  public Optional<String> absence() {
    return around.data().absence(data);
  }

  @Override
  public Measurement measure(Path folder) throws InterruptedException {
    Command command = command(around.data().asIdx(data), folder);
    double load = LoadAverage.now();
    PeerLine said = PeerLine.parse(command.run(folder), quantity);
    return new Measurement(said.value(), load, typed(), said.notes());
  }

  /** Without the class path and Spark's dozens of options, which say nothing. */
  private String typed() {
    return "java ... " + program.getName() + " " + String.join(" ", arguments);
  }

  private Command command(Path pictures, Path folder) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" +")));
    words.addAll(
        List.of(
            "-Xmx4g",
            "-Dlog4j2.configurationFile=" + around.file("conf/log4j2.properties").toUri(),
            // Spark's BLAS takes Java's vectors where they are, and plain loops elsewhere.
            "--add-modules=jdk.incubator.vector"));
    words.addAll(natives.options());
    words.addAll(List.of("-cp", natives.classPath(around), program.getName()));
    words.addAll(List.of("--data", pictures.toString()));
    arguments.forEach(word -> words.add(word.replace(FOLDER, folder.toString())));
    return new Command(words, environment, around.limit());
  }
}
