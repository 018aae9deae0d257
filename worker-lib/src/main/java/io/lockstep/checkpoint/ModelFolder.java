package io.lockstep.checkpoint;

import static io.lockstep.checks.Checks.present;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.ParameterLayout;
import io.lockstep.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A model on disk: {@code parameters.safetensors} and, written last, {@code model.json}. Other
 * files in the folder are none of its business. Failures are those of {@link CheckpointStore}.
 */
public final class ModelFolder {
  /** Its usual name in a run's output. */
  public static final String NAME = "model";

  private static final int VERSION = 1;
  private static final String DESCRIPTION = "model.json";
  private static final String PARAMETERS = "parameters.safetensors";

  private record Contents(ModelDescription description, StoredFile parameters) {}

  private final DigestedFiles files;

  /**
   * @param folder within the storage
   */
  public ModelFolder(Storage storage, String folder) {
    this.files = new DigestedFiles(present(storage, "storage"), present(folder, "folder"));
  }

  /** Writes or replaces the model; between its two files a reader would find it damaged. */
  public void save(ModelDescription model, ParameterLayout layout, FlatVector parameters) {
    StoredFile written =
        files.write(PARAMETERS, out -> Safetensors.write(out, layout, Map.of("", parameters)));
    files.writePlain(DESCRIPTION, out -> out.write(json(model, written)));
  }

  /** What the model says about itself. */
  public ModelDescription description() {
    return contents().description();
  }

  /**
   * Reads the parameters and compares their digest.
   *
   * @param layout that the network has
   */
  public FlatVector parameters(ParameterLayout layout) {
    return files
        .read(
            contents().parameters(),
            (in, bytes, file) -> Safetensors.read(in, bytes, file, layout, List.of("")))
        .get("");
  }

  /** SHA-256 of the parameters' file, as the model says. */
  public String sha256() {
    return contents().parameters().sha256();
  }

  private Contents contents() {
    return files.readPlain(DESCRIPTION, (in, bytes, file) -> read(in, file));
  }

  private static byte[] json(ModelDescription model, StoredFile parameters) throws IOException {
    ObjectNode json = SealedJson.object(VERSION);
    json.put("task", model.task());
    json.put("loss", model.loss());
    model.inputShape().forEach(json.putArray("inputShape")::add);
    model.features().forEach(json.putArray("features")::add);
    model.outputs().forEach(json.putArray("outputs")::add);
    json.set("normalization", SealedJson.JSON.readTree(model.normalization()));
    json.put("step", model.step());
    ObjectNode metrics = json.putObject("metrics");
    model.metrics().forEach(metrics::put);
    json.put("dataFingerprint", model.dataFingerprint());
    json.put("planHash", model.planHash());
    json.put("plan", model.plan());
    ObjectNode libraries = json.putObject("libraries");
    model.libraries().forEach(libraries::put);
    ManifestJson.writeFiles(json.putArray("files"), List.of(parameters));
    return SealedJson.write(json);
  }

  private static Contents read(InputStream in, String file) throws IOException {
    JsonFields json = SealedJson.read(in, file, VERSION);
    try {
      return new Contents(description(json), parameters(json, file));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  private static ModelDescription description(JsonFields json) {
    return new ModelDescription(
        json.text("plan"),
        json.text("planHash"),
        json.text("dataFingerprint"),
        json.text("task"),
        json.text("loss"),
        json.smallIntegers("inputShape"),
        json.texts("features"),
        json.texts("outputs"),
        json.json("normalization"),
        json.integer("step"),
        json.numbersByName("metrics"),
        json.textsByName("libraries"));
  }

  private static StoredFile parameters(JsonFields json, String file) {
    return ManifestJson.files(json.list("files")).stream()
        .filter(stored -> stored.name().equals(PARAMETERS))
        .findFirst()
        .orElseThrow(() -> Failures.damaged(file, "it names no " + PARAMETERS));
  }
}
