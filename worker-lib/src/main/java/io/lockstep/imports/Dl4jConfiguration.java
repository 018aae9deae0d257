package io.lockstep.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.network.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A MultiLayerConfiguration or ComputationGraphConfiguration of DL4J 1.0.0-M2.1 in JSON. Updater,
 * penalties and numbers of epochs are left out: the plan has its own. Anything else that we cannot
 * do alike is refused by its name.
 */
public final class Dl4jConfiguration {
  static final int MAX_BYTES = 16 << 20;

  /** Flattening and its reverse, which our layers do by themselves. */
  private static final Set<String> PREPROCESSORS =
      new TreeSet<>(
          Set.of(
              "CnnToFeedForwardPreProcessor",
              "FeedForwardToCnnPreProcessor",
              "RnnToFeedForwardPreProcessor",
              "FeedForwardToRnnPreProcessor"));

  private Dl4jConfiguration() {}

  /**
   * The layers of a configuration, whose weights are to be drawn.
   *
   * @param in stays open; at most 16 MiB of it are read
   * @param where the file, for messages
   * @throws LockstepException (usage) naming the first layer and setting that we cannot do alike
   */
  public static ModelSpec read(InputStream in, String where) throws IOException {
    ImportedModel imported = parse(in, where);
    imported
        .unknownInitialization()
        .ifPresent(
            name -> {
              throw new LockstepException(
                  ExitCode.USAGE,
                  "Cannot use the model "
                      + where
                      + ": it draws weights by "
                      + name
                      + ", which Lockstep does not have. Use one like WeightInitXavier or"
                      + " WeightInitRelu, or save the model with its parameters (dl4j-zip).");
            });
    return imported.model();
  }

  static ImportedModel parse(InputStream in, String where) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new LockstepException(
          ExitCode.DATA, "Cannot use the model " + where + ": its JSON has more than 16 MiB.");
    }
    Settings root = new Settings(where, JsonTree.read(bytes, where));
    root.only("dataType", "FLOAT", "");
    if (root.node().path("vertices").isObject()) {
      return new Dl4jGraph(root).read();
    }
    JsonNode layers = root.node().path("confs");
    if (!layers.isArray() || layers.isEmpty()) {
      throw root.refused(
          "it has neither a list of layers ('confs') nor 'vertices', as configurations of DL4J's"
              + " have");
    }
    checkPreprocessors(root);
    Dl4jLayers model = new Dl4jLayers();
    for (int place = 0; place < layers.size(); place++) {
      JsonNode layer = layers.get(place).path("layer");
      model.add(new Settings(where + ", layer " + place, layer));
    }
    return model.build(root);
  }

  private static void checkPreprocessors(Settings root) {
    for (Map.Entry<String, JsonNode> entry :
        (Iterable<Map.Entry<String, JsonNode>>) root.node().path("inputPreProcessors")::fields) {
      Settings preprocessor =
          new Settings(root.where() + ", before layer " + entry.getKey(), entry.getValue());
      checkPreprocessor(preprocessor);
    }
  }

  static void checkPreprocessor(Settings preprocessor) {
    if (!PREPROCESSORS.contains(preprocessor.type())) {
      throw preprocessor.refused(
          "it has a " + preprocessor.type() + "; Lockstep has " + PREPROCESSORS);
    }
    preprocessor.only("format", "NCHW", "");
  }
}
