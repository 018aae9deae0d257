package io.lockstep.imports;

import static io.lockstep.checks.Checks.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.checks.ExitCode;
import io.lockstep.checks.LockstepException;
import io.lockstep.hdf5.Hdf5Exception;
import io.lockstep.hdf5.Hdf5File;
import io.lockstep.hdf5.Hdf5Object;
import io.lockstep.network.ModelSpec;
import io.lockstep.network.StartParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A whole model that Keras 2 or 3 saved as HDF5 ({@code model.save("model.h5")}): its layers, its
 * loss if it was compiled, and its weights. Optimizer, metrics and regularizers are passed over:
 * the plan has its own.
 *
 * <p>Keras has images as [height, width, channels] and kernels as [height, width, in, out]; here
 * both have channels first. Weights are put in our order, also those of a dense layer that reads a
 * flattened image, so that the model computes the same for images of [channels, height, width].
 *
 * @param parameters in our layout
 */
public record KerasH5(ModelSpec model, StartParameters parameters) {
  /** More than any list of layers has in earnest. */
  private static final int MAX_CONFIGURATION = 16 << 20;

  /**
   * Reads a file.
   *
   * @param in stays open; read to the file's end
   * @param bytes size of the file
   * @param where the file, for messages
   * @throws LockstepException (data or usage) naming what is damaged, foreign, or not to be done
   *     alike
   */
  public static KerasH5 read(InputStream in, long bytes, String where) throws IOException {
    check(bytes >= 0, "bytes", "at least 0", bytes);
    if (bytes > Integer.MAX_VALUE) {
      throw refused(
          where, "it has more than 2 GiB; save it without its optimizer (include_optimizer=False)");
    }
    ByteBuffer content = mapped(in);
    if (content.limit() > 1 && content.get(0) == 'P' && content.get(1) == 'K') {
      throw refused(
          where, "it is a zip file, as .keras files are; save it as HDF5: model.save('model.h5')");
    }
    try {
      return of(Hdf5File.root(content), where);
    } catch (Hdf5Exception e) {
      throw refused(where, e.getMessage());
    }
  }

  /** In a file of our own that nobody else sees, so that large models need no heap. */
  private static ByteBuffer mapped(InputStream in) throws IOException {
    Path copy = Files.createTempFile("lockstep-", ".h5");
    try (FileChannel channel =
        FileChannel.open(
            copy,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      OutputStream out = Channels.newOutputStream(channel);
      in.transferTo(out);
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  private static KerasH5 of(Hdf5Object root, String where) throws IOException {
    Settings model =
        new Settings(
            where,
            json(root, "model_config", where)
                .orElseThrow(
                    () ->
                        refused(
                            where,
                            "it has no 'model_config': it is no model of Keras, or has weights alone; save the"
                                + " whole model in Keras (model.save('model.h5'))")));
    Optional<JsonNode> training = json(root, "training_config", where);
    Hdf5Object weights =
        root.find("model_weights")
            .orElseThrow(() -> refused(where, "it has no group 'model_weights'"));
    KerasGraph graph = KerasGraph.read(model);
    KerasParameters parameters = new KerasParameters(new KerasWeights(weights));
    KerasLayers layers = new KerasLayers(parameters, KerasHead.of(graph, training), graph.built());
    for (KerasNode node : graph.nodes()) {
      layers.add(node);
    }
    return new KerasH5(layers.build(model), parameters.build(where));
  }

  private static Optional<JsonNode> json(Hdf5Object root, String attribute, String where)
      throws IOException {
    Optional<List<String>> texts = root.texts(attribute);
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = String.join("", texts.get()).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_CONFIGURATION) {
      throw refused(where, "its '" + attribute + "' has more than 16 MiB");
    }
    return Optional.of(JsonTree.read(bytes, where));
  }

  private static LockstepException refused(String where, String why) {
    return new LockstepException(ExitCode.DATA, "Cannot use the model " + where + ": " + why + ".");
  }
}
