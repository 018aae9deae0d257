package io.lockstep.imports;

import static io.lockstep.imports.KerasFlow.ANY;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.imports.KerasFlow.Form;
import io.lockstep.network.Wire;
import java.util.ArrayList;
import java.util.List;

/** The examples that a Keras model takes. */
final class KerasInput {
  private static final int MAX_SIZE = 1 << 24;

  private KerasInput() {}

  /**
   * What the first layer is told of them: {@code batch_shape} (Keras 3) or {@code
   * batch_input_shape} (Keras 2), the batch first.
   *
   * @param built where the layer has neither: the shape that the model was built for
   */
  static KerasFlow of(KerasNode first, JsonNode built) {
    Settings layer = first.settings();
    JsonNode shape = layer.node().path("batch_shape");
    if (!shape.isArray()) {
      shape = layer.node().path("batch_input_shape");
    }
    if (!shape.isArray()) {
      shape = built;
    }
    if (first.type().equals("Embedding")) {
      return new KerasFlow(Wire.INPUT, List.of(ANY), Form.IDS);
    }
    if (!shape.isArray() || shape.size() < 2 || shape.size() > 4) {
      throw layer.refused(
          "it is the first layer and does not say that examples are [features], [time, features] or"
              + " [height, width, channels]: "
              + Settings.found(shape)
              + "; begin with an Input of that shape");
    }
    List<Integer> sizes = new ArrayList<>();
    for (int i = 1; i < shape.size(); i++) {
      sizes.add(size(layer, shape.get(i)));
    }
    Form form = List.of(Form.FLAT, Form.SEQUENCE, Form.IMAGE).get(sizes.size() - 1);
    if (form == Form.IMAGE && sizes.get(2) == ANY) {
      throw layer.refused("it leaves open how many channels images have");
    }
    return new KerasFlow(Wire.INPUT, sizes, form);
  }

  private static int size(Settings layer, JsonNode size) {
    if (size.isNull()) {
      return ANY;
    }
    if (!size.isInt() || size.intValue() < 1 || size.intValue() > MAX_SIZE) {
      throw layer.refused("its input has the size " + Settings.found(size));
    }
    return size.intValue();
  }
}
