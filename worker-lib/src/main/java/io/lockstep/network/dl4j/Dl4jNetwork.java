package io.lockstep.network.dl4j;

import static io.lockstep.checks.Checks.check;

import io.lockstep.data.Batch;
import io.lockstep.network.Network;
import io.lockstep.network.NetworkSpec;
import io.lockstep.network.Shape;
import io.lockstep.parameters.FlatVector;
import io.lockstep.parameters.Piece;
import io.lockstep.parameters.Slice;
import io.lockstep.progress.Progress;
import io.lockstep.seed.Seed;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link MultiLayerNetwork} over flat vectors that are ours: its parameters and gradients are
 * views of them.
 */
final class Dl4jNetwork implements Network {
  private final NetworkSpec spec;
  private final FlatVector parameters;
  private final FlatVector gradient;
  private final Seed seed;
  private final List<Slice> statistics;
  private final MultiLayerNetwork network;
  private Inputs inputs = new Inputs();
  private Thread user = Thread.currentThread();

  /** Views over the batch that was last given, for its number of rows. */
  private static final class Inputs {
    private Batch of;
    private int rows;
    private INDArray features;
    private INDArray targets;
  }

  Dl4jNetwork(NetworkSpec spec, FlatVector parameters, FlatVector gradient, Seed seed) {
    int length = spec.layout().length();
    check(parameters.length() == length, "length of parameters", "" + length, parameters.length());
    check(gradient.length() == length, "length of gradient", "" + length, gradient.length());
    this.spec = spec;
    this.parameters = parameters;
    this.gradient = gradient;
    this.seed = seed;
    this.statistics = spec.layout().parts(Slice.all(length), Set.of(Piece.Kind.STATISTIC));
    Natives.loaded().oneThread();
    this.network = new MultiLayerNetwork(Configurations.of(spec));
    network.init(Views.of(parameters, 1, length), false);
    // Before this call the layers would silently keep a gradient buffer of their own.
    network.initGradientsView();
    network.setBackpropGradientsViewArray(Views.of(gradient, 1, length));
    network.clearLayerMaskArrays();
  }

  /** The network itself, for tests and for export. */
  MultiLayerNetwork network() {
    return network;
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public FlatVector parameters() {
    return parameters;
  }

  @Override
  public FlatVector gradient() {
    return gradient;
  }

  @Override
  public double forwardBackward(Batch batch, Progress now) {
    int rows = batch.rows();
    if (rows == 0) {
      gradient.fill(0);
      return 0;
    }
    use();
    Nd4j.getRandom().setSeed(seed.derive(now.step()).value());
    view(batch);
    network.setInput(inputs.features);
    network.setLabels(inputs.targets);
    network.computeGradientAndScore();
    // DL4J leaves old - new once; a sum over examples has it rows times.
    for (int i = 0; i < statistics.size(); i++) {
      gradient.scale(rows, statistics.get(i));
    }
    return network.score() * rows;
  }

  @Override
  public void predict(Batch batch, FlatVector outputs) {
    if (batch.rows() == 0) {
      return;
    }
    use();
    view(batch);
    INDArray result = network.output(inputs.features, false);
    float[] values = result.dup('c').data().asFloat();
    outputs.floats().put(0, values, 0, batch.rows() * spec.outputs());
  }

  @Override
  public void close() {
    network.close();
    inputs = new Inputs();
  }

  /** OpenMP keeps the number of threads by thread. */
  private void use() {
    if (user != Thread.currentThread()) {
      user = Thread.currentThread();
      Natives.loaded().oneThread();
    }
  }

  private void view(Batch batch) {
    if (inputs.of == batch && inputs.rows == batch.rows()) {
      return;
    }
    int rows = batch.rows();
    Shape shape = spec.input();
    check(
        batch.width() == shape.elements() && batch.targetWidth() == spec.outputs(),
        "batch",
        shape + " in and " + spec.outputs() + " out",
        batch.width() + " in and " + batch.targetWidth() + " out");
    inputs.of = batch;
    inputs.rows = rows;
    inputs.features =
        shape.isImage()
            ? Views.of(batch.features(), rows, shape.channels(), shape.height(), shape.width())
            : Views.of(batch.features(), rows, shape.elements());
    inputs.targets = Views.of(batch.targets(), rows, spec.outputs());
  }
}
