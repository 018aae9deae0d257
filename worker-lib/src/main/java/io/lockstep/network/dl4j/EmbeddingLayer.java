package io.lockstep.network.dl4j;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ids [rows, time] to the rows [rows x time, size] that they name. DL4J's scatters its gradient in
 * several threads, so that its sums depend on them; this one adds in the order of rows.
 */
final class EmbeddingLayer extends BaseLayer<EmbeddingSequenceLayer> {
  private static final long serialVersionUID = 1L;

  private final int vocabulary;
  private final int size;

  /** Takes the place of {@code plain}, over the same parameters. */
  EmbeddingLayer(org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingSequenceLayer plain) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.vocabulary = (int) plain.layerConf().getNIn();
    this.size = (int) plain.layerConf().getNOut();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray ids = Memory.rowMajor(input);
    int rows = (int) ids.length();
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, rows, size);
    FloatBuffer from = Memory.floats(ids);
    FloatBuffer vectors = Memory.floats(getParam(DefaultParamInitializer.WEIGHT_KEY));
    FloatBuffer to = Memory.floats(output);
    for (int row = 0; row < rows; row++) {
      int id = (int) from.get(row);
      for (int i = 0; i < size; i++) {
        to.put(row * size + i, vectors.get(i * vocabulary + id));
      }
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray ids = Memory.rowMajor(input);
    INDArray delta = Memory.rowMajor(epsilon);
    INDArray gradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    FloatBuffer named = Memory.floats(ids);
    FloatBuffer from = Memory.floats(delta);
    FloatBuffer sums = Memory.floats(gradient);
    for (int i = 0; i < size * vocabulary; i++) {
      sums.put(i, 0);
    }
    int rows = (int) ids.length();
    for (int row = 0; row < rows; row++) {
      int id = (int) named.get(row);
      for (int i = 0; i < size; i++) {
        int at = i * vocabulary + id;
        sums.put(at, sums.get(at) + from.get(row * size + i));
      }
    }
    return new Pair<>(new DefaultGradient(), null);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
