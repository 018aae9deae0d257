package io.lockstep.plan;

import io.lockstep.network.ModelSource;
import io.lockstep.network.ModelSource.Form;
import io.lockstep.network.Origin;
import io.lockstep.network.Origin.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads where a model comes from: one of the sources, and what becomes of it. */
final class OriginReader {
  private final Section model;

  OriginReader(Section model) {
    this.model = model;
  }

  Origin read() {
    return model.build(
        () ->
            new Origin(
                source(),
                model.read("freeze", List.of(), Reading.TEXT.oneOrMore()),
                model.read("replace-head", Head.KEPT, Words.reading(Head.class))));
  }

  /** The plan's key for a form of source. */
  static String key(Form form) {
    return Words.of(form);
  }

  private Optional<ModelSource> source() {
    List<Form> given = new ArrayList<>();
    for (Form form : Form.values()) {
      if (model.has(key(form)) && !model.isBad(key(form))) {
        given.add(form);
      }
    }
    if (given.size() > 1) {
      model.report(
          key(given.get(1)),
          "contradicts model." + key(given.get(0)) + "; a model comes from one of them");
    }
    if (given.isEmpty()) {
      if (model.has("sha256") && !model.isBad("sha256")) {
        model.report(
            "sha256", "is of a start-from, dl4j, dl4j-zip, keras or class, and none is given");
      }
      return Optional.empty();
    }
    Form form = given.get(0);
    String location = model.read(key(form), "any", Reading.TEXT);
    Optional<String> sha256 =
        model.has("sha256") && !model.isBad("sha256")
            ? Optional.of(model.read("sha256", "0".repeat(64), Reading.TEXT))
            : Optional.empty();
    return Optional.of(new ModelSource(form, location, sha256));
  }
}
