package io.lockstep.zoo;

import io.lockstep.network.LayerSpec;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.ModelBuilder;
import java.util.List;

/**
 * A character-level language model: an embedding as wide as the first of two LSTMs, and dropout of
 * 0.2 before each; 284,499 parameters for the 83 characters of War and Peace. DeepOBS has LSTMs
 * with two biases a gate, which are one here.
 */
final class CharRnn implements ReferenceModel {
  private static final Parameter UNITS = Parameter.several("units", 128, 128);
  private static final double DROPOUT = 0.2;

  @Override
  public String name() {
    return "char-rnn";
  }

  @Override
  public String source() {
    return "Schneider et al. 2019 (DeepOBS), arXiv 1903.05499: tolstoi_char_rnn";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(UNITS);
  }

  @Override
  public void append(ModelBuilder model, Arguments arguments) {
    List<Integer> sizes = arguments.several(UNITS.name());
    model.add(new LayerSpec.Embedding(sizes.get(0)));
    for (int units : sizes) {
      model.add(new LayerSpec.Dropout(DROPOUT));
      model.add(new LayerSpec.Lstm(units, Returned.SEQUENCE, Initialization.XAVIER_UNIFORM, 1));
    }
  }
}
