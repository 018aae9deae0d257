package io.lockstep.plan;

import io.lockstep.data.DataSpec.Task;
import io.lockstep.network.Loss;
import io.lockstep.network.Loss.AbsoluteError;
import io.lockstep.network.Loss.Bernoulli;
import io.lockstep.network.Loss.BinaryCrossEntropy;
import io.lockstep.network.Loss.CrossEntropy;
import io.lockstep.network.Loss.Gaussian;
import io.lockstep.network.Loss.Hinge;
import io.lockstep.network.Loss.Huber;
import io.lockstep.network.Loss.KlDivergence;
import io.lockstep.network.Loss.Poisson;
import io.lockstep.plan.yaml.Fields;
import io.lockstep.plan.yaml.Yaml.Scalar;
import java.util.List;
import java.util.Optional;

/** The losses of the output layer, as a plan names and reads them. */
final class Losses {
  /** Each with the defaults of its own keys; the first of a task is what auto means. */
  static final List<Loss> ALL =
      List.of(
          Loss.CROSS_ENTROPY,
          new Hinge(),
          new BinaryCrossEntropy(0),
          new KlDivergence(),
          Loss.MSE,
          new AbsoluteError(),
          new Huber(Defaults.HUBER_DELTA),
          new Poisson(),
          new Gaussian(),
          new Bernoulli());

  private static final Reading<Loss> WORD =
      Reading.choice(ALL.stream().map(Loss::word).toList(), ALL);

  private Losses() {}

  /** Words for the losses of a task: {@code mse, mae, huber or poisson}. */
  static String words(Task task) {
    List<String> words = ALL.stream().filter(loss -> loss.task() == task).map(Loss::word).toList();
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /** The loss that label smoothing means where none is named, by the task that data name. */
  static Loss smoothed(Section data) {
    return data.isWord("task", Words.of(Task.MULTI_LABEL))
        ? new BinaryCrossEntropy(0)
        : Loss.CROSS_ENTROPY;
  }

  /**
   * Reads the loss of an output layer: empty if the task decides. A key that only some losses have
   * is an error beside the others.
   *
   * @param smoothed the loss that label smoothing alone means
   */
  static Optional<Loss> read(Section keys, Loss smoothed) {
    Optional<Loss> named = keys.read("loss", Optional.empty(), WORD.orEmpty("auto"));
    double smoothing = keys.read("label-smoothing", 0.0, Reading.NUMBER);
    Optional<Double> delta = keys.read("delta", Optional.empty(), Reading.NUMBER.orNone());
    if (smoothing != 0 && !keys.isBad("loss") && !(named.isEmpty() || isSmooth(named.get()))) {
      keys.report(
          "label-smoothing",
          "belongs to the loss cross-entropy or binary-cross-entropy, not to " + word(named));
    }
    if (delta.isPresent() && !keys.isBad("loss") && !(named.orElse(Loss.MSE) instanceof Huber)) {
      keys.report("delta", "belongs to the loss huber, not to " + word(named));
    }
    boolean isMeant = smoothing != 0 && named.isEmpty();
    Optional<Loss> meant = isMeant ? Optional.of(smoothed) : named;
    return meant.map(loss -> with(loss, smoothing, delta));
  }

  private static Loss with(Loss loss, double smoothing, Optional<Double> delta) {
    if (loss instanceof CrossEntropy) {
      return new CrossEntropy(smoothing);
    } else if (loss instanceof BinaryCrossEntropy) {
      return new BinaryCrossEntropy(smoothing);
    }
    return loss instanceof Huber huber ? new Huber(delta.orElse(huber.delta())) : loss;
  }

  /** The keys of a loss, all of them, whichever it is. */
  static void write(Optional<Loss> loss, Fields fields) {
    double smoothing = loss.map(Losses::smoothing).orElse(0.0);
    fields.put("loss", loss.map(Loss::word).orElse("auto"));
    fields.put("label-smoothing", Numbers.of(smoothing));
    fields.put(
        "delta",
        loss.orElse(Loss.MSE) instanceof Huber huber
            ? Numbers.of(huber.delta())
            : Scalar.word("none"));
  }

  private static String word(Optional<Loss> loss) {
    return loss.map(Loss::word).orElse("auto");
  }

  private static boolean isSmooth(Loss loss) {
    return loss instanceof CrossEntropy || loss instanceof BinaryCrossEntropy;
  }

  private static double smoothing(Loss loss) {
    if (loss instanceof BinaryCrossEntropy entropy) {
      return entropy.labelSmoothing();
    }
    return loss instanceof CrossEntropy entropy ? entropy.labelSmoothing() : 0;
  }
}
