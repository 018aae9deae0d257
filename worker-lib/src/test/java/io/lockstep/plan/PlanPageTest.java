package io.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Source;
import io.lockstep.plan.yaml.Yaml;
import io.lockstep.plan.yaml.YamlPrinter;
import io.lockstep.plan.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about plans says what the parser does. */
class PlanPageTest {
  private static final Path PAGE = Path.of("..", "docs", "formats", "plan.md");
  private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\|.*");

  @Test
  void listsExactlyTheKeysThatTheParserKnows() throws IOException {
    assertEquals(new TreeSet<>(PlanKeys.all()), new TreeSet<>(defaults().keySet()));
  }

  @Test
  void namesTheDefaultsThatTheParserTakes() throws IOException {
    int compared = 0;
    for (Map.Entry<String, String> row : defaults().entrySet()) {
      if (row.getValue().startsWith("`")) {
        String documented = row.getValue().replace("`", "");
        assertEquals(documented, standard(row.getKey()), row.getKey());
        compared++;
      }
    }
    assertTrue(compared > 50, "only " + compared + " defaults found on the page");
  }

  @Test
  void namesEveryTypeThatTheParserKnows() throws IOException {
    String page = Files.readString(PAGE);
    List.of(
            PlanKeys.TRANSFORMS,
            PlanKeys.OPTIMIZERS,
            PlanKeys.SCHEDULES,
            PlanKeys.SYNCHRONIZATIONS,
            PlanKeys.OUTERS,
            PlanKeys.COMPRESSIONS)
        .forEach(types -> types.keySet().forEach(t -> assertTrue(page.contains("`" + t + "`"), t)));
  }

  @Test
  void beginsWithACompletePlan() throws IOException {
    Matcher example =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertTrue(example.find());
    TrainingPlan plan = Plans.parse(example.group(1));
    assertEquals(List.of("digits.csv"), plan.data().train());
  }

  private static Map<String, String> defaults() throws IOException {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertEquals(null, defaults.put(row.group(1), row.group(2).strip()), row.group(1));
      }
    }
    return defaults;
  }

  /** The canonical text of a key that a plan does not set. */
  private static String standard(String key) {
    if (key.startsWith("model.layers.")) {
      return layer(key.split("\\."));
    }
    if (key.startsWith("augmentation.")) {
      return transform(key.split("\\."));
    }
    String compression = "synchronization.gradient-sharing.compression.";
    if (key.startsWith(compression)) {
      return compression(key.substring(compression.length()));
    }
    String averaging = "synchronization.parameter-averaging.";
    if (key.startsWith(averaging)) {
      return averaging(key.substring(averaging.length()));
    }
    for (String reaction : List.of("optimizer.reduce-on-plateau.", "training.early-stopping.")) {
      if (key.startsWith(reaction)) {
        String set = reaction.substring(0, reaction.length() - 1) + "={}";
        return at(key, Plans.minimal("data.validation=0.1", set));
      }
    }
    if (key.startsWith("optimizer.scale-learning-rate.")) {
      return at(key, Plans.minimal("optimizer.scale-learning-rate={}"));
    }
    String part = "optimizer.schedule.sequence.parts.";
    if (key.startsWith(part)) {
      return at(
          "optimizer.schedule.parts.0." + key.substring(part.length()),
          Plans.minimal("optimizer.schedule={type: sequence, parts: [constant]}"));
    }
    if (key.startsWith("optimizer.lookahead.")) {
      return at(key, Plans.minimal("optimizer.lookahead={steps: 5}"));
    }
    for (String section :
        List.of(
            "optimizer.weight-average.", "optimizer.schedule.", "optimizer.", "synchronization.")) {
      if (key.startsWith(section)) {
        return typed(section, key.substring(section.length()));
      }
    }
    return at(key, Plans.minimal());
  }

  /** Of a key such as {@code adam.beta1}, or of one that every type has. */
  private static String typed(String section, String key) {
    if (!key.contains(".")) {
      return at(section + key, Plans.minimal());
    }
    String type = key.substring(0, key.indexOf('.'));
    String required = section.contains("schedule") ? required(type) : "";
    String set = section.substring(0, section.length() - 1) + "={type: " + type + required + "}";
    return at(section + key.substring(key.indexOf('.') + 1), Plans.minimal(set));
  }

  private static String averaging(String key) {
    String set = "synchronization={type: parameter-averaging, every: 1%s}";
    boolean isOuter = key.startsWith("outer.nesterov.");
    return at(
        "synchronization." + (isOuter ? key.replace(".nesterov", "") : key),
        Plans.minimal(set.formatted(isOuter ? ", outer: nesterov" : "")));
  }

  /** Of {@code type}, or of a key such as {@code top-k.guard.every}. */
  private static String compression(String key) {
    String place = "synchronization.compression.";
    if (key.equals("type")) {
      return at(place + key, Plans.minimal());
    }
    String type = key.substring(0, key.indexOf('.'));
    return at(
        place + key.substring(key.indexOf('.') + 1),
        Plans.minimal("synchronization.compression=" + type));
  }

  private static String required(String schedule) {
    return Map.of(
            "step", ", every: 1ep",
            "exponential", ", factor: 0.5",
            "multi-step", ", at: 10st",
            "cosine-restarts", ", first: 10st",
            "trapezoidal", ", fall: 10st",
            "cyclic", ", half: 10st",
            "sequence", ", parts: [constant]")
        .getOrDefault(schedule, "");
  }

  private static String transform(String[] key) {
    Map<String, String> values =
        Map.of(
            "flip", "horizontal",
            "translate", "1",
            "stretch", "0.5",
            "shear", "1",
            "rotate", "1",
            "cutout", "1",
            "color-jitter", key[2].equals("contrast") ? "{brightness: 1}" : "{contrast: 1}",
            "noise", "1",
            "mixup", "1");
    String transforms = "augmentation=[" + key[1] + ": " + values.getOrDefault(key[1], "") + "]";
    return at("augmentation.0." + key[2], Plans.minimal("data.train=pictures", transforms));
  }

  private static String layer(String[] key) {
    Map<String, String> required =
        Map.ofEntries(
            Map.entry("dense", "dense: 1"),
            Map.entry("conv2d", "conv2d: {filters: 1, kernel: 1}"),
            Map.entry("max-pool", "max-pool: 2"),
            Map.entry("avg-pool", "avg-pool: 2"),
            Map.entry("batch-norm", "batch-norm:"),
            Map.entry("layer-norm", "layer-norm:"),
            Map.entry("group-norm", "group-norm:"),
            Map.entry("instance-norm", "instance-norm:"),
            Map.entry("lstm", "lstm: 1"),
            Map.entry("latent", "latent: 1"),
            Map.entry("output", "output:"));
    String layers = "model.layers=[" + required.get(key[2]) + "]";
    return at("model.layers.0." + key[3], Plans.minimal("data.train=any", layers));
  }

  private static String at(String path, TrainingPlan plan) {
    Problems problems = new Problems("Cannot read");
    Yaml node =
        ShortForms.expand(
            YamlReader.read(PlanWriter.write(plan), Source.file("plan"), problems).orElseThrow());
    for (String key : path.split("\\.")) {
      node =
          node instanceof Yaml.Sequence list
              ? list.items().get(Integer.parseInt(key))
              : ((Yaml.Mapping) node).entry(key).orElseThrow().value();
    }
    return YamlPrinter.flow(node);
  }
}
