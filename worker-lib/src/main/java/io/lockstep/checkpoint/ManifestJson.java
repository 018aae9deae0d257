package io.lockstep.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The text of a {@link Manifest}, as docs/formats/checkpoint.md has it. */
final class ManifestJson {
  private static final int VERSION = 1;

  private ManifestJson() {}

  static byte[] write(Manifest manifest) throws IOException {
    RunState run = manifest.run();
    ObjectNode json = SealedJson.object(VERSION);
    writeProgress(json.putObject("progress"), manifest.progress());
    json.put("seed", run.seed());
    json.put("planHash", run.planHash());
    json.put("dataFingerprint", run.dataFingerprint());
    json.put("workers", run.workers());
    json.put("generation", run.generation());
    json.put("seconds", run.seconds());
    run.best().ifPresent(best -> writeBest(json.putObject("best"), best));
    ObjectNode state = json.putObject("state");
    run.state().forEach(state::put);
    ObjectNode libraries = json.putObject("libraries");
    run.libraries().forEach(libraries::put);
    manifest.optimizer().forEach(json.putArray("optimizer")::add);
    ObjectNode compression = json.putObject("compression");
    manifest.compression().forEach(compression.putArray("vectors")::add);
    ObjectNode numbers = compression.putObject("numbers");
    new TreeMap<>(manifest.compressionNumbers()).forEach(numbers::put);
    writeFiles(json.putArray("files"), manifest.files());
    return SealedJson.write(json);
  }

  private static void writeProgress(ObjectNode json, Progress progress) {
    json.put("step", progress.step());
    json.put("examples", progress.examples());
    json.put("examplesPerEpoch", progress.examplesPerEpoch());
    json.put("epoch", progress.epoch());
    json.put("position", progress.position());
  }

  private static void writeBest(ObjectNode json, BestSoFar best) {
    json.put("metric", best.metric());
    json.put("value", best.value());
    json.put("loss", best.loss());
    json.put("step", best.step());
  }

  static void writeFiles(ArrayNode json, List<StoredFile> files) {
    for (StoredFile file : files) {
      json.addObject()
          .put("name", file.name())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
  }

  static Manifest read(InputStream in, String file) throws IOException {
    JsonFields json = SealedJson.read(in, file, VERSION);
    // Checkpoints from before there was any have no such member.
    Optional<JsonFields> compression = json.optional("compression");
    try {
      return new Manifest(
          progress(json.fields("progress")),
          json.texts("optimizer"),
          compression.map(keys -> keys.texts("vectors")).orElse(List.of()),
          compression.map(keys -> keys.numbersByName("numbers")).orElse(Map.of()),
          run(json),
          files(json.list("files")));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  private static RunState run(JsonFields json) {
    return new RunState(
        json.integer("seed"),
        json.text("planHash"),
        json.text("dataFingerprint"),
        json.smallInteger("workers"),
        json.smallInteger("generation"),
        json.number("seconds"),
        json.textsByName("libraries"),
        best(json.optional("best")),
        json.numbersByName("state"));
  }

  private static Progress progress(JsonFields json) {
    return new Progress(
        json.integer("step"), json.integer("examples"), json.integer("examplesPerEpoch"));
  }

  private static Optional<BestSoFar> best(Optional<JsonFields> json) {
    return json.map(
        best ->
            new BestSoFar(
                best.text("metric"),
                best.number("value"),
                best.number("loss"),
                best.integer("step")));
  }

  static List<StoredFile> files(List<JsonFields> json) {
    List<StoredFile> files = new ArrayList<>();
    for (JsonFields file : json) {
      files.add(new StoredFile(file.text("name"), file.integer("bytes"), file.text("sha256")));
    }
    return files;
  }
}
