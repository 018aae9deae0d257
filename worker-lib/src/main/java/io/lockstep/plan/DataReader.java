package io.lockstep.plan;

import io.lockstep.data.DataSpec;
import io.lockstep.data.DataSpec.Csv;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.DataSpec.Header;
import io.lockstep.data.DataSpec.Label;
import io.lockstep.data.DataSpec.Task;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.data.RescaleSpec;
import io.lockstep.data.WeightSpec;
import io.lockstep.network.LayerSpec.Latent;
import io.lockstep.network.Loss;
import io.lockstep.network.Loss.Bernoulli;
import io.lockstep.network.Loss.CrossEntropy;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.Shape;
import io.lockstep.plan.Reading.Mismatch;
import io.lockstep.plan.yaml.Place;
import io.lockstep.plan.yaml.Problems;
import io.lockstep.plan.yaml.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads the {@code data}. */
final class DataReader {
  private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9+.-]+://[^/@]*:[^/@]*@.*");
  private static final Reading<String> PATH = DataReader::path;
  private static final Reading<Character> SEPARATOR = DataReader::separator;
  private static final Reading<RescaleSpec> RESCALE_WORD =
      Reading.choice(
          List.of("none", "log1p"), List.of(new RescaleSpec.None(), new RescaleSpec.Log1p()));
  private static final Reading<RescaleSpec> CLIP = DataReader::clip;
  private static final Reading<NormalizationSpec> NORMALIZATION_WORD =
      Reading.choice(
          List.of("standardize", "min-max", "none"),
          List.of(
              new NormalizationSpec.Standardize(),
              new NormalizationSpec.MinMax(),
              new NormalizationSpec.None()));

  private static final Reading<WeightSpec.Classes> CLASS_WEIGHTS =
      Reading.choice(
          List.of("none", "balanced"), List.of(new WeightSpec.Equal(), new WeightSpec.Balanced()));

  private final Section keys;
  private final Problems problems;

  DataReader(Section keys, Problems problems) {
    this.keys = keys.only(PlanKeys.DATA);
    this.problems = problems;
  }

  /**
   * @param model whose loss and layers must fit the task, and say it if nothing else does
   */
  DataSpec read(ModelSpec model) {
    Csv csv = csv(keys.child("csv").only(PlanKeys.CSV));
    DataSpec data = keys.build(() -> data(csv, model));
    checkLoss(data, model.output().loss());
    if (hasCode(model) && data.task() != Task.RECONSTRUCTION) {
      String found = ", but data.task is " + Words.of(data.task());
      keys.report("task", "a latent code needs the task reconstruction" + found);
    }
    return data;
  }

  private void checkLoss(DataSpec data, Optional<Loss> loss) {
    if (loss.isPresent() && loss.get().task() != data.task()) {
      String learned = Words.of(data.task()) + " needs the loss " + Losses.words(data.task());
      String found = ", but the output layer has " + loss.get().word();
      String remedy =
          loss.get() instanceof CrossEntropy entropy
                  && entropy.labelSmoothing() != 0
                  && data.task() != Task.MULTI_LABEL
              ? "; leave label-smoothing out, which is for classes and labels"
              : "";
      keys.report(keys.has("task") ? "task" : "label", learned + found + remedy);
    }
    if (loss.isPresent()
        && loss.get() instanceof Bernoulli
        && data.normalization() instanceof NormalizationSpec.Standardize) {
      keys.report("normalization", "the loss bernoulli needs features from 0 to 1; use min-max");
    }
  }

  private static boolean hasCode(ModelSpec model) {
    return model.layers().stream().anyMatch(Latent.class::isInstance);
  }

  private DataSpec data(Csv csv, ModelSpec model) {
    Label label = keys.read("label", Defaults.LABEL, DataReader::label);
    WeightSpec weights =
        new WeightSpec(
            keys.read("weight", Optional.empty(), Reading.TEXT.orNone()),
            keys.read("class-weights", WeightSpec.NONE.classes(), DataReader::classWeights));
    Format format = keys.read("format", Defaults.FORMAT, Words.reading(Format.class));
    Optional<Integer> sequence = Optional.of(Defaults.SEQUENCE).filter(n -> format == Format.TEXT);
    return new DataSpec(
        keys.read("train", List.of(), PATH.oneOrMore()),
        format,
        keys.read("validation", Defaults.VALIDATION, DataReader::validation),
        label,
        keys.read("task", usualTask(label, model), Words.reading(Task.class)),
        weights,
        keys.read("features", List.of(), DataReader::features),
        keys.read("shape", List.of(), DataReader::shape),
        number(keys.read("sequence", sequence, Reading.WHOLE_NUMBER.orNone())),
        number(keys.read("vocabulary", Optional.empty(), Reading.WHOLE_NUMBER.orNone())),
        csv,
        keys.read("rescale", Defaults.RESCALE, this::rescale),
        keys.read("normalization", Defaults.NORMALIZATION, this::normalization),
        keys.read("shards", Defaults.SHARDS, Reading.WHOLE_NUMBER));
  }

  private static OptionalInt number(Optional<Integer> number) {
    return number.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** What loss or layers are for; several labels are never those of a classification. */
  private static Task usualTask(Label label, ModelSpec model) {
    Task ofLayers = hasCode(model) ? Task.RECONSTRUCTION : Task.CLASSIFICATION;
    Task task = model.output().loss().map(Loss::task).orElse(ofLayers);
    return task == Task.CLASSIFICATION && label.columns().size() > 1 ? Task.REGRESSION : task;
  }

  /** Reports data that are neither named nor brought. */
  void requireTrain() {
    if (keys.read("train", List.of(), PATH.oneOrMore()).isEmpty() && !keys.isBad("train")) {
      keys.missing("train", ": a path, a glob or a list of them");
    }
  }

  private static String path(Yaml node) {
    String text = Reading.scalar(node, "a path").text();
    if (PASSWORD.matcher(text).matches()) {
      throw new Mismatch(
          node,
          "a path without a password (a Hadoop setting, --conf spark.hadoop..., can bring it)");
    }
    return text;
  }

  private static Csv csv(Section csv) {
    return csv.build(
        () ->
            new Csv(
                csv.read("header", Defaults.CSV.header(), Words.reading(Header.class)),
                csv.read("separator", Defaults.CSV.separator(), SEPARATOR)));
  }

  private static char separator(Yaml node) {
    String expected = "one character in quotes, such as \",\" or \"\\t\"";
    String text = node instanceof Yaml.Scalar scalar ? scalar.text() : "";
    if (text.length() != 1) {
      throw new Mismatch(node, expected);
    }
    return text.charAt(0);
  }

  private static Label label(Yaml node) {
    return Reading.isWord(node, "last") ? new Label(List.of()) : new Label(columns(node));
  }

  private static WeightSpec.Classes classWeights(Yaml node) {
    if (!(node instanceof Yaml.Mapping mapping)) {
      try {
        return CLASS_WEIGHTS.read(node);
      } catch (Mismatch e) {
        throw e.or("weights such as {cat: 2}");
      }
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    mapping.entries().forEach(entry -> weights.put(entry.key(), weight(entry.value())));
    return new WeightSpec.Given(weights);
  }

  private static double weight(Yaml node) {
    double weight = Reading.NUMBER.read(node);
    if (!(weight >= 0 && Double.isFinite(weight))) {
      throw new Mismatch(node, "a number of at least 0");
    }
    return weight;
  }

  private static List<String> features(Yaml node) {
    return Reading.isWord(node, "all") ? List.of() : columns(node);
  }

  private static List<String> columns(Yaml node) {
    List<String> columns = Reading.TEXT.oneOrMore().read(node);
    if (columns.isEmpty()) {
      throw new Mismatch(node, "at least one column");
    }
    return columns;
  }

  private static Validation validation(Yaml node) {
    if (Reading.isWord(node, "none")) {
      return new Validation.None();
    }
    if (node instanceof Yaml.Scalar scalar
        && (scalar.isNothing() || scalar.text().matches("[0-9.]+ ?%"))) {
      throw new Mismatch(node, "none, a fraction such as 0.2, or paths");
    }
    return Reading.isNumber(node)
        ? new Validation.Fraction(Reading.NUMBER.read(node))
        : new Validation.Paths(PATH.oneOrMore().read(node));
  }

  private static List<Integer> shape(Yaml node) {
    return Reading.isWord(node, "auto")
        ? List.of()
        : new Shape(Reading.WHOLE_NUMBER.oneOrMore().read(node)).sizes();
  }

  private RescaleSpec rescale(Yaml node) {
    if (!(node instanceof Yaml.Mapping)) {
      return RESCALE_WORD.read(node);
    }
    Section keys = Section.of(node, node.place(), "data.rescale", problems).only(PlanKeys.RESCALE);
    if (!keys.has("clip-percentiles")) {
      return keys.build(() -> new RescaleSpec.Tanh(keys.require("tanh", 1.0, Reading.NUMBER)));
    }
    if (keys.has("tanh")) {
      keys.report("tanh", "cannot go with clip-percentiles; leave one of them out");
    }
    return keys.read("clip-percentiles", Defaults.RESCALE, CLIP);
  }

  private static RescaleSpec clip(Yaml node) {
    List<Double> ends = Reading.NUMBER.oneOrMore().read(node);
    if (ends.size() != 2) {
      throw new Mismatch(node, "two numbers, such as [0.01, 0.99]");
    }
    return new RescaleSpec.ClipPercentiles(ends.get(0), ends.get(1));
  }

  private NormalizationSpec normalization(Yaml node) {
    if (!(node instanceof Yaml.Mapping)) {
      return NORMALIZATION_WORD.read(node);
    }
    Place place = node.place();
    Section scale =
        Section.of(node, place, "data.normalization", problems).only(PlanKeys.NORMALIZATION);
    return scale.build(
        () -> new NormalizationSpec.Scale(scale.require("scale", 1.0, Reading.NUMBER)));
  }
}
