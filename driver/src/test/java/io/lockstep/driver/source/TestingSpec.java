package io.lockstep.driver.source;

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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Data specs with the defaults of a plan. */
final class TestingSpec {
  private final List<String> train;
  private Validation validation = new Validation.None();
  private Label label = new Label(List.of());
  private Task task = Task.CLASSIFICATION;
  private Optional<String> weight = Optional.empty();
  private List<String> features = List.of();
  private Format format = Format.AUTO;
  private List<Integer> shape = List.of();
  private OptionalInt sequence = OptionalInt.empty();
  private OptionalInt vocabulary = OptionalInt.empty();
  private Csv csv = new Csv(Header.AUTO, ',');
  private RescaleSpec rescale = new RescaleSpec.None();
  private NormalizationSpec normalization = new NormalizationSpec.Standardize();
  private int shards = 8;

  private TestingSpec(List<String> train) {
    this.train = train;
  }

  static TestingSpec of(String... train) {
    return new TestingSpec(List.of(train));
  }

  TestingSpec validation(Validation value) {
    validation = value;
    return this;
  }

  TestingSpec validation(String... paths) {
    return validation(new Validation.Paths(List.of(paths)));
  }

  TestingSpec label(String... columns) {
    label = new Label(List.of(columns));
    return this;
  }

  TestingSpec regression(String... targets) {
    return task(Task.REGRESSION, targets);
  }

  TestingSpec task(Task value, String... targets) {
    task = value;
    return label(targets);
  }

  TestingSpec weight(String column) {
    weight = Optional.of(column);
    return this;
  }

  TestingSpec features(String... columns) {
    features = List.of(columns);
    return this;
  }

  TestingSpec shape(Integer... sizes) {
    shape = List.of(sizes);
    return this;
  }

  TestingSpec text(int length) {
    format = Format.TEXT;
    sequence = OptionalInt.of(length);
    return this;
  }

  TestingSpec vocabulary(int ids) {
    vocabulary = OptionalInt.of(ids);
    return this;
  }

  TestingSpec csv(Header header, char separator) {
    csv = new Csv(header, separator);
    return this;
  }

  TestingSpec rescale(RescaleSpec value) {
    rescale = value;
    return this;
  }

  TestingSpec normalization(NormalizationSpec value) {
    normalization = value;
    return this;
  }

  TestingSpec shards(int count) {
    shards = count;
    return this;
  }

  DataSpec spec() {
    return new DataSpec(
        train,
        format,
        validation,
        label,
        task,
        new WeightSpec(weight, new WeightSpec.Equal()),
        features,
        shape,
        sequence,
        vocabulary,
        csv,
        rescale,
        normalization,
        shards);
  }
}
