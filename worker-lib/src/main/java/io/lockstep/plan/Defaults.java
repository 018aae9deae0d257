package io.lockstep.plan;

import io.lockstep.augmentation.Range;
import io.lockstep.compression.GuardSpec;
import io.lockstep.data.DataSpec.Csv;
import io.lockstep.data.DataSpec.Format;
import io.lockstep.data.DataSpec.Header;
import io.lockstep.data.DataSpec.Label;
import io.lockstep.data.DataSpec.Validation;
import io.lockstep.data.NormalizationSpec;
import io.lockstep.data.RescaleSpec;
import io.lockstep.decision.EarlyStoppingSpec;
import io.lockstep.decision.Monitor;
import io.lockstep.decision.PlateauSpec;
import io.lockstep.network.LayerSpec.Activation;
import io.lockstep.network.LayerSpec.Bias;
import io.lockstep.network.LayerSpec.Initialization;
import io.lockstep.network.LayerSpec.Output;
import io.lockstep.network.LayerSpec.Returned;
import io.lockstep.network.LayerSpec.Statistics;
import io.lockstep.plan.OutputSpec.Visibility;
import io.lockstep.progress.Span;
import io.lockstep.seed.Seed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a plan means where it says nothing; the deadlines are in {@link Deadlines#DEFAULT}. */
final class Defaults {
  static final String ENGINE = "dl4j";
  static final Seed SEED = new Seed(42);

  static final Format FORMAT = Format.AUTO;
  static final Validation VALIDATION = new Validation.None();
  static final Label LABEL = new Label(List.of());
  static final Csv CSV = new Csv(Header.AUTO, ',');
  static final RescaleSpec RESCALE = new RescaleSpec.None();
  static final NormalizationSpec NORMALIZATION = new NormalizationSpec.Standardize();
  static final int SHARDS = 64;

  /** DeepOBS's char-rnn (Schneider, Balles and Hennig 2019, arXiv 1903.05499). */
  static final int SEQUENCE = 50;

  /** A fair coin for each example. */
  static final double FLIP_PROBABILITY = 0.5;

  /** Of GoogLeNet, arXiv 1409.4842, section 6. */
  static final Range CROP_AREA = new Range(0.08, 1);

  static final Range CROP_RATIO = new Range(3.0 / 4, 4.0 / 3);

  /** Zhong et al. 2017, arXiv 1708.04896, section 5.2. */
  static final Range ERASED_AREA = new Range(0.02, 0.4);

  static final Range ERASED_RATIO = new Range(0.3, 1 / 0.3);
  static final double ERASING_PROBABILITY = 0.5;

  /** lambda uniform, arXiv 1905.04899, section 3.1. */
  static final double CUTMIX_ALPHA = 1;

  /** P2: the rectifier. */
  static final Activation ACTIVATION = Activation.RELU;

  /** P5: the initialization that keeps the variance through rectifiers. */
  static final Initialization INITIALIZATION = Initialization.HE;

  /**
   * Scaled by fan-in as well, but without He's factor 2: no rectifier follows the output, and the
   * smaller first outputs start the loss nearer to that of a fair guess (P22).
   */
  static final Initialization OUTPUT_INITIALIZATION = Initialization.LECUN;

  static final Bias BIAS = Bias.AUTO;

  /** Kingma and Welling 2014. */
  static final double LATENT_BETA = 1;

  /** PyTorch's. */
  static final double HUBER_DELTA = 1;

  static final double BATCH_NORM_MOMENTUM = 0.9;
  static final double BATCH_NORM_EPSILON = 1e-5;
  static final Statistics BATCH_NORM_STATISTICS = Statistics.WORKER;
  static final double NORM_EPSILON = 1e-5;

  /** Wu and He 2018, section 4.1. */
  static final int NORM_GROUPS = 32;

  static final Returned LSTM_RETURN = Returned.SEQUENCE;

  /** Keras's. */
  static final Initialization LSTM_INITIALIZATION = Initialization.XAVIER_UNIFORM;

  /** Jozefowicz, Zaremba and Sutskever 2015, section 2.2. */
  static final double FORGET_BIAS = 1;

  /** What a model without an output layer ends with. */
  static final Output OUTPUT_LAYER =
      new Output(OptionalInt.empty(), Optional.empty(), OUTPUT_INITIALIZATION);

  /** P1. */
  static final String OPTIMIZER = "adam";

  static final Map<String, Double> LEARNING_RATES =
      Map.ofEntries(
          Map.entry("sgd", 0.01),
          Map.entry("momentum", 0.01),
          Map.entry("nag", 0.01),
          Map.entry("rmsprop", 0.001),
          Map.entry("rmsprop-centered", 0.001),
          Map.entry("adagrad", 0.01),
          Map.entry("adadelta", 1.0),
          Map.entry("adam", 0.001),
          Map.entry("adamw", 0.001),
          Map.entry("amsgrad", 0.001),
          Map.entry("nadam", 0.002),
          Map.entry("radam", 0.001),
          Map.entry("adabelief", 0.001),
          Map.entry("adabound", 0.001),
          Map.entry("amsbound", 0.001),
          Map.entry("lars", 1.0),
          Map.entry("lamb", 0.001),
          Map.entry("schedule-free", 0.0025),
          Map.entry("muon", 0.02));
  static final double POLYNOMIAL_POWER = 1;
  static final int RESTART_GROWTH = 1;
  static final double CYCLE_LEAST = 0.1;

  /** PyTorch's one-cycle. */
  static final double CYCLE_RISE = 0.3;

  static final double CYCLE_START = 0.04;
  static final double CYCLE_END = 4e-6;
  static final double MOMENTUM = 0.9;
  static final double RMSPROP_DECAY = 0.99;
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;
  static final double WEIGHT_DECAY = 0.01;

  /** PyTorch's, as those of NAdam. */
  static final double ADAGRAD_EPSILON = 1e-10;

  static final double MOMENTUM_DECAY = 0.004;

  /** Zeiler 2012, section 4.1. */
  static final double ADADELTA_DECAY = 0.95;

  static final double ADADELTA_EPSILON = 1e-6;

  /** Luo et al. 2019, section 5. */
  static final double FINAL_RATE = 0.1;

  static final double BOUND_GAMMA = 1e-3;

  /** You et al. 2017, section 5; theirs is the trust of AlexNet. */
  static final double LARS_TRUST = 0.001;

  static final double LARS_WEIGHT_DECAY = 5e-4;

  /** Of the authors' code, as the decay of Schedule-Free. */
  static final double LAMB_EPSILON = 1e-6;

  static final double SCHEDULE_FREE_DECAY = 0;

  /** Of the author's code, with what it has for Adam. */
  static final double MUON_MOMENTUM = 0.95;

  static final double MUON_DECAY = 0;
  static final double MUON_BETA2 = 0.95;
  static final double MUON_EPSILON = 1e-10;
  static final double MUON_ADAM_RATE = 3e-4;

  /** Zhang et al. 2019, section 5. */
  static final int LOOKAHEAD_STEPS = 5;

  static final double LOOKAHEAD_ALPHA = 0.5;

  static final String WEIGHT_AVERAGE = "none";

  /** Tarvainen and Valpola 2017, section 4. */
  static final double EMA_DECAY = 0.999;

  /** Izmailov et al. 2018, section 5.1: from three quarters of the budget, once an epoch. */
  static final double SWA_START = 0.75;

  static final Span SWA_EVERY = Span.epochs(1);

  /** P8: with Adam constant is the default. */
  static final String SCHEDULE = "constant";

  /** Goyal et al. 2017, section 2.1: the batch of their base learning rate, and their warm-up. */
  static final int BASE_BATCH = 256;

  static final Optional<Span> SCALING_WARM_UP = Optional.of(Span.epochs(5));

  /** PyTorch's. */
  static final PlateauSpec PLATEAU =
      new PlateauSpec(Monitor.of("loss"), 0.1, 10, 1e-4, PlateauSpec.Mode.RELATIVE, 0, 0);

  /** Patience enough for the noise of a few evaluations. */
  static final EarlyStoppingSpec EARLY_STOPPING = new EarlyStoppingSpec(Monitor.of("loss"), 5, 0);

  static final double STEP_FACTOR = 0.1;
  static final double FINAL_FACTOR = 0;

  static final Span LENGTH = Span.epochs(10);
  static final int GLOBAL_BATCH = 128;
  static final Span EVALUATE_EVERY = Span.epochs(1);
  static final String SYNCHRONIZATION = "gradient-sharing";
  static final String COMPRESSION = "none";

  /** As top-k's. */
  static final double THRESHOLD_TARGET = 0.01;

  /** Aji and Heafield drop 99 % (arXiv 1704.05021, section 5). */
  static final double TOP_K_FRACTION = 0.01;

  /**
   * While a run is young its gradients are large and turn often (arXiv 1712.01887, section 3.3).
   */
  static final Optional<Span> COMPRESSION_WARM_UP = Optional.of(Span.epochs(1));

  /** Rounding to bfloat16 twice is off by 2^-8 at most where nothing cancels. */
  static final GuardSpec BF16_GUARD = new GuardSpec(100, 0.02, 0.999);

  /** An error of 1 is that of sending nothing. */
  static final GuardSpec SPARSE_GUARD = new GuardSpec(100, 0.999, 0.02);

  static final String OUTER = "none";

  /** DiLoCo's (arXiv 2311.08105, section 3.1). */
  static final double OUTER_LEARNING_RATE = 0.7;

  /** DiLoCo's (arXiv 2311.08105, section 3.1). */
  static final double OUTER_MOMENTUM = 0.9;

  static final OutputSpec OUTPUT = new OutputSpec(Span.epochs(1), 3, Visibility.HOST);

  private Defaults() {}
}
