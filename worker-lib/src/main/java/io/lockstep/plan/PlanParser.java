package io.lockstep.plan;

import io.lockstep.augmentation.AugmentationSpec;
import io.lockstep.data.DataSpec;
import io.lockstep.network.ModelSpec;
import io.lockstep.optimizer.OptimizerSpec;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Source;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.YamlReader;
import io.lockstep.seed.Seed;
import io.lockstep.synchronization.SynchronizationSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads a plan's YAML, strictly: what it does not know or what cannot be meant is a problem. Fails
 * with one {@link io.lockstep.checks.LockstepException} ({@link io.lockstep.checks.ExitCode#USAGE})
 * that names all problems with their lines. The format is in {@code docs/formats/plan.md}.
 *
 * <pre>{@code
 * TrainingPlan plan =
 *     PlanParser.forFiles().parse("digits.yaml", text, List.of("training.epochs=3"));
 * }</pre>
 */
public final class PlanParser {
  /** The longest text that is read, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** The engines that a plan can name. */
  private static final List<String> ENGINES = List.of(Defaults.ENGINE);

  private enum Origin {
    FILES,
    FRAME
  }

  private final Origin origin;

  private PlanParser(Origin origin) {
    this.origin = origin;
  }

  /** For runs whose data the plan names: {@code data.train} must be there. */
  public static PlanParser forFiles() {
    return new PlanParser(Origin.FILES);
  }

  /** For runs whose caller brings a DataFrame: {@code data.train} need not be there. */
  public static PlanParser forFrame() {
    return new PlanParser(Origin.FRAME);
  }

  /**
   * Reads a plan.
   *
   * @param source its file, for messages and for the plan's default name
   * @param in UTF-8, of which at most {@link #MAX_BYTES} are read; stays open
   * @param overrides what follows each {@code --set}: {@code training.epochs=3}
   */
  public TrainingPlan parse(String source, InputStream in, List<String> overrides)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(MAX_BYTES + 1));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return parse(source, text, overrides);
    } catch (CharacterCodingException e) {
      Problems problems = problems(source);
      if (bytes.limit() > MAX_BYTES) {
        return refuse(problems, source, tooLong());
      }
      return refuse(problems, source, "expected UTF-8, found other bytes at " + bytes.position());
    }
  }

  /** Reads a plan from its text. */
  public TrainingPlan parse(String source, String text, List<String> overrides) {
    Problems problems = problems(source);
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return refuse(problems, source, tooLong());
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Optional<Yaml> tree = YamlReader.read(content, Source.file(source), problems);
    if (tree.isEmpty()) {
      problems.failIfAny();
    }
    Yaml complete = new Overrides(problems).apply(tree.orElseThrow(), overrides);
    TrainingPlan plan = plan(source, complete, problems);
    problems.failIfAny();
    return plan;
  }

  private static Problems problems(String source) {
    return new Problems("Cannot use plan " + source);
  }

  private static TrainingPlan refuse(Problems problems, String source, String why) {
    problems.add(Source.file(source).at(1, 1), "", why);
    problems.failIfAny();
    throw new AssertionError("a problem does not fail");
  }

  private static String tooLong() {
    return "expected at most " + MAX_BYTES + " bytes, found more";
  }

  private TrainingPlan plan(String source, Yaml tree, Problems problems) {
    Section root = Section.of(tree, Source.file(source).at(1, 1), "", problems).only(PlanKeys.PLAN);
    root.read("version", TrainingPlan.VERSION, PlanParser::version);
    String name = root.read("name", nameOf(source), PlanParser::name);
    DataReader data = new DataReader(root.child("data"), problems);
    if (origin == Origin.FILES) {
      data.requireTrain();
    }
    ModelSpec model =
        new ModelReader(problems, Losses.smoothed(root.child("data"))).read(root.child("model"));
    DataSpec dataSpec = data.read(model);
    AugmentationSpec augmentation =
        new AugmentationReader(problems).read(root, dataSpec, model.output().loss());
    RunReader run = new RunReader(root);
    TrainingSpec training = run.training();
    OptimizerSpec optimizer =
        new OptimizerReader(root.child("optimizer")).read(training.globalBatch());
    SynchronizationSpec synchronization = run.synchronization();
    GlobalStatistics.problem(model, synchronization)
        .ifPresent(why -> root.child("synchronization").report("type", "expected " + why));
    BoundedNorms.problem(optimizer, synchronization)
        .ifPresent(why -> root.child("optimizer").report("max-norm", "expected " + why));
    Seed seed = new Seed(root.read("seed", Defaults.SEED.value(), Reading.LONG_NUMBER));
    String engine = root.read("engine", Defaults.ENGINE, Reading.choice(ENGINES, ENGINES));
    OutputSpec output = run.output();
    Deadlines deadlines = run.deadlines();
    LintSpec lint = run.lint();
    new PlanChecks(root).check(dataSpec, optimizer, training);
    FormatRules.problems(dataSpec).forEach(root.child("data")::report);
    problems.failIfAny();
    checkFit(dataSpec, model, root.child("model"));
    problems.failIfAny();
    return new TrainingPlan(
        name,
        dataSpec,
        augmentation,
        model,
        optimizer,
        training,
        synchronization,
        seed,
        engine,
        output,
        deadlines,
        lint);
  }

  /** Layer by layer, which takes values that are right by themselves. */
  private static void checkFit(DataSpec data, ModelSpec model, Section keys) {
    ModelFit.problems(new KnownExamples(data), model)
        .forEach(why -> keys.report(keys.has("zoo") ? "zoo" : "layers", why));
  }

  private static int version(Yaml node) {
    if (!Reading.isWord(node, String.valueOf(TrainingPlan.VERSION))) {
      throw new Reading.Mismatch(
          node, TrainingPlan.VERSION + ", the only version that this Lockstep reads");
    }
    return TrainingPlan.VERSION;
  }

  private static String name(Yaml node) {
    return TrainingPlan.checkedName(Reading.TEXT.read(node));
  }

  /** The file's name without folder and ending, with {@code -} for what a name cannot hold. */
  private static String nameOf(String source) {
    String file = source.substring(source.replace('\\', '/').lastIndexOf('/') + 1);
    String name =
        file.replaceFirst("\\.ya?ml$", "")
            .replaceAll("[^A-Za-z0-9._-]", "-")
            .replaceFirst("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "plan" : name.substring(0, Math.min(name.length(), 64));
  }
}
