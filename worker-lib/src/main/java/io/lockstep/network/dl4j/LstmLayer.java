package io.lockstep.network.dl4j;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.lockstep.network.LayerSpec.Returned;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link io.lockstep.network.LayerSpec.Lstm} on examples x time rows: the input's part of all steps
 * is one matrix product ({@link Linear}), the recurrence one a step, in place on every time-th row,
 * and the gates are {@link LstmSteps}. DL4J's makes some twenty arrays a step.
 *
 * <p>Backward (Graves 2012, Supervised Sequence Labelling, section 4.6, without peepholes), from
 * the last step to the first: {@code dh += R' dz''}, the gates' gradients dz, and for all steps at
 * once {@code dW = dz' x}, {@code db = sum dz}, {@code dx = W' dz}.
 */
final class LstmLayer extends BaseLayer<LSTM> {
  private static final long serialVersionUID = 1L;

  private final int time;
  private final int units;
  private final Returned returned;
  private final transient Linear linear;
  private final transient LstmSteps steps;

  /** Takes the place of {@code plain}, over the same parameters. */
  LstmLayer(org.deeplearning4j.nn.layers.recurrent.LSTM plain, int time, Returned returned) {
    super(plain.conf(), DataType.FLOAT);
    setIndex(plain.getIndex());
    setParamTable(plain.paramTable());
    setParamsViewArray(plain.params());
    this.time = time;
    this.units = (int) plain.layerConf().getNOut();
    this.returned = returned;
    this.linear = new Linear(plain.paramTable());
    this.steps = new LstmSteps(time, units);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    int examples = (int) input.size(0) / time;
    steps.room(examples);
    linear.forward(Memory.rowMajor(input), steps.gates());
    FloatPointer weight = recurrent(paramTable());
    for (int t = 0; t < time; t++) {
      if (t > 0) {
        recur(examples, t, weight);
      }
      steps.forward(t, examples);
    }
    return output(examples, workspaces);
  }

  /** Adds R h of the step before to the gates of a step. */
  private void recur(int examples, int t, FloatPointer weight) {
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasTrans,
        examples,
        4 * units,
        units,
        1,
        steps.hiddenOf(t - 1),
        time * units,
        weight,
        units,
        1,
        steps.gatesOf(t),
        4 * time * units);
  }

  private INDArray output(int examples, LayerWorkspaceMgr workspaces) {
    int rows = returned == Returned.LAST ? examples : examples * time;
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, rows, units);
    if (returned == Returned.LAST) {
      steps.copyLast(Memory.floats(output), examples);
    } else {
      steps.copyAll(Memory.floats(output), examples);
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    int examples = (int) input.size(0) / time;
    INDArray delta = Memory.rowMajor(epsilon);
    if (returned == Returned.LAST) {
      steps.startFromLast(Memory.floats(delta), examples);
    } else {
      steps.startFromAll(Memory.floats(delta), examples);
    }
    FloatPointer weight = recurrent(paramTable());
    FloatPointer recurrentGradient = recurrent(gradientViews);
    if (time == 1) {
      recurrentGradient.fill(0);
    }
    for (int t = time - 1; t >= 0; t--) {
      steps.backward(t, examples);
      if (t > 0) {
        goBack(examples, t, weight, recurrentGradient);
      }
    }
    INDArray x = Memory.rowMajor(input);
    linear.gradients(x, steps.gates(), gradientViews);
    INDArray down =
        getIndex() == 0 ? null : linear.inputGradient(steps.gates(), (int) x.size(0), workspaces);
    return new Pair<>(new DefaultGradient(), down);
  }

  /** Takes a step's gradient to the output of the step before, and to the recurrent weight. */
  private void goBack(int examples, int t, FloatPointer weight, FloatPointer recurrentGradient) {
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasNoTrans,
        examples,
        units,
        4 * units,
        1,
        steps.gatesOf(t),
        4 * time * units,
        weight,
        units,
        1,
        steps.hiddenGradientOf(t - 1),
        time * units);
    cblas_sgemm(
        CblasRowMajor,
        CblasTrans,
        CblasNoTrans,
        4 * units,
        units,
        examples,
        1,
        steps.gatesOf(t),
        4 * time * units,
        steps.hiddenOf(t - 1),
        time * units,
        t == time - 1 ? 0 : 1,
        recurrentGradient,
        units);
  }

  private static FloatPointer recurrent(Map<String, INDArray> table) {
    return Memory.pointer(table.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY));
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
